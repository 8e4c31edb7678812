package io.penstock.credential;

/**
 * What a provider is shown so that it answers: something that is at hand ({@link Authorization}), or something that has to be asked for
 * first and is good for a while ({@link GrantedCredential}). Prints masked. Equal credentials get equal grants.
 */
public sealed interface Credential permits Authorization, GrantedCredential {}
