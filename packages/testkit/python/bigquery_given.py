"""Results that a test gives in place of a dataset's queries, for types that the emulator lacks and for large results.

A result is `{"fields": […], "rows": [{"f": [{"v": …}]}], "repeat": n}`, its values as jobs.getQueryResults has them with
`formatOptions.useInt64Timestamp`; its rows are served n times over.
"""

import pyarrow as pa

import bigquery_arrow


class GivenResults:
    def __init__(self):
        self.by_dataset = {}
        self.datasets = {}

    def give(self, dataset, result):
        self.by_dataset[dataset] = {"repeat": 1, **result}

    def has_dataset(self, dataset):
        return dataset in self.by_dataset

    def has_job(self, job):
        return job in self.datasets

    def dry_run(self, dataset):
        schema = {"fields": self.by_dataset[dataset]["fields"]}
        return {"statistics": {"query": {"statementType": "SELECT", "schema": schema}}, "status": {"state": "DONE"}}

    def insert(self, dataset, reference):
        self.datasets[reference["jobId"]] = dataset
        return self.job(reference["jobId"], reference["projectId"])

    def job(self, job, project):
        table = {"projectId": project, "datasetId": "_given", "tableId": f"anon_{job}"}
        return {
            "jobReference": {"projectId": project, "jobId": job, "location": "US"}, "status": {"state": "DONE"},
            "configuration": {"query": {"destinationTable": table}},
            "statistics": {"query": {"totalBytesProcessed": "0", "totalBytesBilled": "0", "cacheHit": False}},
        }

    def page(self, job, rows_max, token):
        given = self.by_dataset[self.datasets[job]]
        rows, total = given["rows"], len(given["rows"]) * given["repeat"]
        start, end = int(token or 0), min(total, int(token or 0) + rows_max)
        page = {"jobComplete": True, "totalRows": str(total), "schema": {"fields": given["fields"]}}
        page["rows"] = [rows[at % len(rows)] for at in range(start, end)]
        return page if end == total else {**page, "pageToken": str(end)}

    def table(self, job):
        given = self.by_dataset[self.datasets[job]]
        once = bigquery_arrow.arrow_table(given["fields"], given["rows"])
        return self.datasets[job], pa.concat_tables([once] * given["repeat"])
