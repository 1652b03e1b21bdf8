package store_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

// What is open must be found without reading what is done: there are a million
// of the one and a handful of the other.
func TestOpenRowsAreFoundThroughTheirIndexes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	seed(t, mustOpen(t, path))
	raw := mustSQL(t, path)
	for query, index := range map[string]string{
		`SELECT id, state, body FROM upload INDEXED BY upload_open WHERE state IN ('queued', 'sending', 'unknown', 'quarantined')
			AND state IN ('queued') ORDER BY id`: "upload_open",
		`SELECT id FROM print_job WHERE state IN ('queued', 'sending', 'awaiting', 'blocked', 'unknown')
			AND state IN ('queued', 'blocked') ORDER BY id`: "print_job_open",
		`SELECT body FROM online_order INDEXED BY online_order_open WHERE is_open = 1 ORDER BY id`: "online_order_open",
		`SELECT body FROM journal ORDER BY position DESC LIMIT 1`:                                  "",
		`SELECT position, status FROM sale WHERE business_date = 20261124 ORDER BY id`:             "sale_date",
	} {
		if plan := planOf(t, raw, query); !strings.Contains(plan, index) {
			t.Errorf("%s reads: %s", query, plan)
		}
	}
}

func planOf(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows, err := db.Query("EXPLAIN QUERY PLAN " + query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "; ")
}
