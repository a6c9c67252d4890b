# archviz as an image: docker build --tag archviz . && docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/work" archviz check
# A release pins the base by digest: docs/decisions/release.md.
FROM python:3.13-slim-bookworm AS build

COPY . /source
RUN python -m venv /opt/archviz \
    && /opt/archviz/bin/pip install --no-cache-dir --disable-pip-version-check /source

FROM python:3.13-slim-bookworm

# git reads repositories. Debian has one version of it at a time.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home archviz \
    && mkdir --mode=1777 /cache

COPY --from=build /opt/archviz /opt/archviz
ENV PATH="/opt/archviz/bin:$PATH" ARCHVIZ_CACHE=/cache HOME=/cache
USER 10001
WORKDIR /work
ENTRYPOINT ["archviz"]
