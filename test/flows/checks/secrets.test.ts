import { type Case, flow, reportsEach, request, set } from "./support.ts";

reportsEach([
  ["a secret in a set", flow({ a: set("{{ secrets.SHOP }}") }), "blocks.a.values", /http-request/],
  [
    "a secret in a request's body",
    flow({ a: request({ method: "POST", body: "{{ secrets.SHOP }}" }) }),
    "blocks.a.request.body",
    /URL and the headers/,
  ],
  [
    "a secret's odd name",
    flow({ a: request({ headers: { authorization: "{{ secrets.shop }}" } }) }),
    "blocks.a.request.headers.authorization",
    /capitals/,
  ],
  [
    "all secrets",
    flow({ a: request({ headers: { authorization: "{{ string(secrets) }}" } }) }),
    "blocks.a.request.headers.authorization",
    /one by one/,
  ],
  [
    "a secret by a computed name",
    flow({ a: request({ headers: { authorization: "{{ secrets[initial.data.name] }}" } }) }),
    "blocks.a.request.headers.authorization",
    /one by one/,
  ],
  ...[
    "{{ initial.data.url }}",
    "https://{{ initial.data.host }}/x",
    "https://shop.example{{ initial.data.path }}",
    "https://shop.example:{{ initial.data.port }}/",
    "https://shop.example@{{ initial.data.host }}/",
    "https://shop.{{ initial.data.zone }}/",
    "{{ initial.data.scheme }}://shop.example/",
  ].map(
    (url): Case => [
      `a secret in a header to ${url}`,
      flow({ a: request({ url, headers: { authorization: "Bearer {{ secrets.SHOP }}" } }) }),
      "blocks.a.request.url",
      /scheme and the host/,
    ],
  ),
  [
    "a secret as the host",
    flow({ a: request({ url: "https://{{ secrets.HOST }}/" }) }),
    "blocks.a.request.url",
    /scheme and the host/,
  ],
]);
