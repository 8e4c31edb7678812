package io.penstock.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. {@code sun.misc.Signal} is reached by reflection: named in source it is a warning that no
 * suppression silences on every JDK, and without it SIGHUP ends the JVM and a second SIGTERM is ignored while shutdown hooks run.
 */
final class Signals {
    private Signals() {}

    /**
     * Calls {@code action} each time that the process gets {@code signal} ({@code HUP}, {@code TERM}, {@code INT}), on a thread of
     * the JVM's own. Where the JVM has no signals, nothing happens.
     */
    static void on(String signal, Runnable action) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler onCall = (proxy, method, args) -> {
                if (method.getName().equals("handle")) {
                    action.run();
                    return null;
                }
                return ofObject(proxy, method, args);
            };
            Object handler =
                    Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlerType}, onCall);
            signalType
                    .getMethod("handle", signalType, handlerType)
                    .invoke(null, signalType.getConstructor(String.class).newInstance(signal), handler);
        } catch (ReflectiveOperationException | IllegalArgumentException absent) {
            System.err.println("signal: " + signal + " cannot be handled here");
        }
    }

    private static Object ofObject(Object proxy, Method method, Object[] args) {
        return switch (method.getName()) {
            case "equals" -> proxy == args[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "signal handler";
        };
    }
}
