# One image; compose.yaml starts it as API, worker and sweeper.
FROM python:3.13-slim AS build
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.txt ./
RUN .venv/bin/pip install --no-cache-dir --require-hashes --no-deps --requirement requirements.txt
COPY pyproject.toml README.md requirements.in config.py ./
COPY verifier verifier
COPY workers workers
COPY migrations migrations
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --editable .

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 verifier && install -d -o verifier /data
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 VERIFIER_DATA=/data
USER verifier
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=3)"]
# Everything in one container by default, the broker included; compose.yaml runs the parts apart. It starts only
# once there is an API key:
#   docker run --rm -v verifier:/data verifier verifier keys create desk --scope all
#   docker run -p 127.0.0.1:8000:8000 -v verifier:/data verifier
CMD ["verifier", "serve", "--host", "0.0.0.0", "--port", "8000"]
