// Loaded by Node before a client: the stores' names lead to the machine of the tests.
import { createRequire } from "node:module";

const tls = createRequire(import.meta.url)("node:tls");
const names = new Set(process.env.STORE_NAMES.split(","));
const connect = tls.connect;
tls.connect = (options, ...rest) =>
  names.has(options.host)
    ? connect({ ...options, servername: options.host, host: "127.0.0.1", port: Number(process.env.STORE_PORT) }, ...rest)
    : connect(options, ...rest);
