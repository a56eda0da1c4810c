/** A description with one of everything that OpenAPI 3.0 has. */
export const openapiDescription = `
openapi: 3.0.3
servers: [{ url: 'https://{region}.acme.example/v2' }]
paths:
  /people:
    parameters: [{ name: revision, in: header, required: true, schema: { type: string, minLength: 1 } }]
    post:
      parameters: [{ name: dry, in: query, required: true, schema: { type: boolean } }]
      requestBody:
        content:
          application/json: { schema: { $ref: '#/components/schemas/Person' } }
          application/x-www-form-urlencoded: { schema: { $ref: '#/components/schemas/Person' } }
      responses:
        '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Person' } } } }
        '400': { $ref: '#/components/responses/Error' }
        5XX: { $ref: '#/components/responses/Error' }
    put:
      requestBody: { required: true, content: { text/csv: { schema: { type: string } } } }
      responses: { '204': { description: done } }
  /people/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses: { '200': { content: { '*/*': { schema: {} } } } }
  /people/me:
    get:
      responses: { '200': { content: { '*/*': { schema: {} } } } }
components:
  responses:
    Error:
      content: { application/json: { schema: { type: object, properties: { error: { type: string } } } } }
  schemas:
    Person:
      type: object
      required: [id, email]
      properties:
        id: { type: string, readOnly: true }
        email: { type: string, format: email }
        password: { type: string, writeOnly: true }
        name: { type: string, nullable: true }
        score: { type: number, maximum: 100, exclusiveMaximum: true }
        tags: { type: array, items: { type: string } }
        custom: { type: object }
        home:
          allOf:
            - { $ref: '#/components/schemas/City' }
            - { type: object, properties: { zip: { type: string } } }
        pet:
          oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
          discriminator: { propertyName: kind, mapping: { cat: '#/components/schemas/Cat', dog: Dog } }
        tag: { oneOf: [{ type: string }, { type: integer }] }
        boss: { $ref: '#/components/schemas/Person' }
    City: { type: object, properties: { city: { type: string } } }
    Cat: { type: object, properties: { kind: { type: string }, lives: { type: integer } } }
    Dog: { type: object, properties: { kind: { type: string }, tricks: { type: array, items: { type: string } } } }
`

export const swaggerDescription = `
swagger: '2.0'
basePath: /api
definitions:
  ts: { type: string, pattern: '^\\d+\\.\\d+$' }
paths:
  /chat.post:
    post:
      consumes: [application/x-www-form-urlencoded]
      produces: [application/json]
      parameters:
        - { in: formData, name: channel, required: true, type: string }
        - { in: formData, name: thread, type: boolean }
      responses:
        '200':
          schema:
            type: object
            required: [ok]
            properties: { ok: { type: boolean }, ts: { $ref: '#/definitions/ts' } }
`

export const metaDescription = JSON.stringify({
  apis: [
    {
      method: 'POST',
      endpoint: 'users',
      return: 'CustomAudience',
      params: [
        { name: 'payload', required: true, type: 'Object' },
        { name: 'session', required: false, type: 'Object' },
      ],
    },
    { name: '#get', method: 'GET', return: 'CustomAudience', params: [] },
  ],
  fields: [
    { name: 'id', type: 'string' },
    { name: 'name', type: 'string' },
  ],
})
