import { defineConformance, sqlModel as sql, wideModels } from '@revetl/testkit'
import { createProject } from './project.ts'

const kinds = `
  create table kinds (id integer primary key, b boolean, i bigint, d decimal(20, 6), n real, s text, day date,
    t time, ts datetime, u uuid, raw blob, j json);
  insert into kinds values
    (1, 1, 9223372036854775807, 1.5, 0.1, 'Grüße 👩‍💻', '2024-02-29', '13:05:00.250', '2026-03-29 02:30:00',
     '6F9619FF-8B86-D011-B42D-00CF4FC964FF', x'4142', '{"a":[1,null]}'),
    (2, 0, -1, 0.0000001, 1e300, '', '1970-01-01', '00:00', '1970-01-01T00:00', null, x'', '[]'),
    (3, null, null, null, null, null, null, null, null, null, null, null);
  create table wide as
    with recursive i as (select 1 as id union all select id + 1 from i where id < 40000)
    select id, hex(randomblob(40)) as text, 1 as v from i;
  create view few as select id, s from kinds`

export default defineConformance({
  kind: 'source',
  start: () => {
    const project = createProject(kinds)
    return Promise.resolve({
      config: { path: 'shop.sqlite' },
      projectPath: project.path,
      models: [
        {
          name: 'every kind of value',
          model: sql('select * from kinds order by id'),
          columns: [
            { name: 'id', type: 'integer' },
            { name: 'b', type: 'boolean' },
            { name: 'i', type: 'integer' },
            { name: 'd', type: 'decimal' },
            { name: 'n', type: 'number' },
            { name: 's', type: 'string' },
            { name: 'day', type: 'date' },
            { name: 't', type: 'time' },
            { name: 'ts', type: 'timestamp' },
            { name: 'u', type: 'uuid' },
            { name: 'raw', type: 'bytes' },
            { name: 'j', type: 'json' },
          ],
          rows: [
            [
              '1',
              'true',
              '9223372036854775807',
              '1.5',
              '0.1',
              'Grüße 👩‍💻',
              '2024-02-29',
              '13:05:00.25',
              '2026-03-29T02:30:00',
              '6f9619ff-8b86-d011-b42d-00cf4fc964ff',
              'QUI=',
              '{"a":[1,null]}',
            ],
            [
              '2',
              'false',
              '-1',
              '0.0000001',
              '1e+300',
              '',
              '1970-01-01',
              '00:00:00',
              '1970-01-01T00:00:00',
              null,
              '',
              '[]',
            ],
            ['3', ...Array.from({ length: 11 }, () => null)],
          ],
        },
      ],
      ...wideModels(40_000),
      large: { model: sql('select cast(id as integer) as id, text, v from wide'), rows: 40_000 },
      failing: sql('select abs(iif(id = 40000, -9223372036854775807 - 1, id)), text from wide'),
      change: () => Promise.resolve(project.run('update wide set v = 2')),
      [Symbol.asyncDispose]: () => Promise.resolve(project[Symbol.dispose]()),
    })
  },
  samples: [
    { name: 'a path', config: { path: 'data/shop.sqlite' } },
    { name: 'no path', config: {}, invalidAt: 'path' },
  ],
})
