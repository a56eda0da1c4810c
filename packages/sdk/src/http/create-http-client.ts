import type { HttpClient, HttpRequest, HttpResponse } from '../http-client.ts'

/** A client with its short forms. */
export function createHttpClient(
  request: (request: HttpRequest) => Promise<HttpResponse>,
): HttpClient {
  const short =
    (method: HttpRequest['method']): HttpClient['get'] =>
    (url, options) =>
      request({ ...options, method, url })
  return {
    request,
    get: short('GET'),
    post: short('POST'),
    put: short('PUT'),
    patch: short('PATCH'),
    delete: short('DELETE'),
  }
}
