import { expect, it } from "vitest";
import { Authentication } from "../../src/blocks/authentication.ts";

const jwt = { type: "JWT", issuer: "i", audience: "a" };

it.each([
  ["https://issuer.example/jwks.json", true],
  ["HTTPS://issuer.example/jwks.json", true],
  ["http://127.0.0.1:8080/jwks", true],
  ["http://localhost/jwks", true],
  ["http://issuer.example/jwks.json", false],
  ["http://localhost.example/jwks", false],
  ["http://localhost:x@issuer.example/jwks", false],
  ["http://127.0.0.1:80@issuer.example/jwks", false],
  ["http://localhost/@issuer.example/jwks", true],
  ["https://ann:secret@issuer.example/jwks", false],
  ["https://ann@issuer.example/jwks", false],
  ["ftp://localhost/jwks", false],
  ["file:///etc/keys", false],
  ["keys", false],
])("takes the keys of JSON Web Tokens from %s: %s", (jwks, isGood) => {
  expect(Authentication.safeParse({ ...jwt, jwks }).success).toBe(isGood);
});
