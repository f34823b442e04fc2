# A builder for the platform of the machine that it runs on. Untried: checked as text alone.
# Build from the folder above: docker build -f deploy/builder.Dockerfile -t wheelyard-builder .
# bubblewrap makes namespaces, which containers forbid by default: run it with
#   --security-opt seccomp=unconfined --security-opt systempaths=unconfined
# or the self-test fails, and the builder takes no jobs.
FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends bubblewrap build-essential ca-certificates pkg-config python3 python3-dev python3-pip \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/dist/builder.mjs /opt/wheelyard/builder.mjs
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
ENTRYPOINT ["node", "/opt/wheelyard/builder.mjs", "--data", "/data"]
CMD ["run"]
