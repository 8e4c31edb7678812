package io.penstock.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An nginx of this machine before an upstream, with nothing but its own rules of HTTP. */
final class Nginx {
    private static final String CONF = """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log crit;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_header_timeout 1s;
              client_body_timeout 1s;
              keepalive_timeout 1s;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              upstream seen {
                server 127.0.0.1:%d;
                keepalive 64;
              }
              server {
                listen 127.0.0.1:%d backlog=1024;
                location / {
                  proxy_pass http://seen;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  %s
                }
              }
            }
            """;

    private Nginx() {}

    /** Where nginx is installed, if it is. */
    static Optional<Path> installed() {
        return ProxyProcess.installed("nginx");
    }

    /** Starts {@code binary} before the upstream at that port; it is to be closed. */
    static ProxyProcess start(Path binary, int upstreamPort) {
        return start(binary, upstreamPort, "");
    }

    /** The same, with one more line in its only location. */
    static ProxyProcess start(Path binary, int upstreamPort, String line) {
        return ProxyProcess.start(
                port -> CONF.formatted(upstreamPort, port, line),
                conf -> List.of(
                        binary.toString(),
                        "-p",
                        String.valueOf(conf.getParent()),
                        "-e",
                        "error.log",
                        "-c",
                        conf.toString()));
    }
}
