# The same binary as `make build`, in an image with nothing else.
#   docker build --build-arg VERSION=$(git describe --tags --always) -t yice .
#   docker run -p 8080:8080 -v yice-data:/data yice

FROM node:20-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY web ./
RUN npm run build

FROM golang:1.26-bookworm AS binary
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=web /src/web/dist/app ./web/dist/app
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -buildvcs=false -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /out/yice ./cmd/yice \
 && mkdir -p /out/data /out/tmp && chmod 1777 /out/tmp \
 && echo 'yice:x:10001:10001::/data:/sbin/nologin' > /out/passwd

FROM scratch
COPY --from=binary /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=binary /out/passwd /etc/passwd
COPY --from=binary --chown=10001:10001 /out/data /data
COPY --from=binary /out/tmp /tmp
COPY --from=binary /out/yice /yice
USER 10001:10001
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/yice"]
CMD ["serve", "--data", "/data", "--listen", "0.0.0.0:8080"]
