package io.penstock.credential;

/** What goes into the head of one request, or of many: a field that is always the same, or a signature over the request. */
public sealed interface Authorization extends Credential permits KeyCredential, AwsSignature {}
