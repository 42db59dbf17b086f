# syntax=docker/dockerfile:1
# The program and CA certificates, nothing else: no shell, no package manager, not root.
# `docker build --target ci` is the same with bash, jq and curl, for pipelines that run lines of shell.

FROM docker.io/library/rust:1.95-alpine@sha256:606fd313a0f49743ee2a7bd49a0914bab7deedb12791f3a846a34a4711db7ed2 AS build
RUN apk add --no-cache build-base ca-certificates
WORKDIR /src
COPY . .
# Rust links musl statically by itself.
RUN cargo build --release --locked

# The tree of the image.
FROM build AS layout
RUN install -d -m 0755 /image/etc/ssl/certs /image/usr/bin /image/usr/share/licenses/switchboard
RUN install -m 0755 target/release/switchboard /image/usr/bin/
RUN install -m 0644 /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/
RUN install -m 0644 LICENSE LICENSE-APACHE LICENSE-MIT /image/usr/share/licenses/switchboard/
RUN printf 'switchboard:x:65532:65532::/work:/sbin/nologin\n' >/image/etc/passwd
RUN printf 'switchboard:x:65532:\n' >/image/etc/group
RUN install -d -m 0755 /image/work && install -d -m 1777 /image/tmp

FROM docker.io/library/alpine:3.22@sha256:14358309a308569c32bdc37e2e0e9694be33a9d99e68afb0f5ff33cc1f695dce AS ci
RUN apk add --no-cache bash ca-certificates curl jq
COPY --from=layout /image/usr /usr
RUN adduser -D -u 65532 -h /work switchboard
USER 65532:65532
WORKDIR /work

FROM scratch AS switchboard
COPY --from=layout /image /
# A named volume here begins with this owner, so that the registry can be written.
COPY --from=layout --chown=65532:65532 /image/work /work
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/bin/switchboard"]
CMD ["--help"]
