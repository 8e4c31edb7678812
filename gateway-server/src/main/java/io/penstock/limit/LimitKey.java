package io.penstock.limit;

import io.penstock.codec.address.AddressOwner;

/**
 * Whom, or what, a limit is for.
 *
 * @param name of no other in that scope
 */
public record LimitKey(Scope scope, String name) {
    /** Where a request comes from. */
    public static LimitKey ofAddress(String address) {
        return new LimitKey(Scope.ADDRESS, AddressOwner.nameOf(address));
    }
}
