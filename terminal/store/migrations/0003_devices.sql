-- A print job can be waiting for the printer's word. The index of open jobs has
-- to know that state too, or the look-up after a start reads the whole table.

-- +goose Up
DROP INDEX print_job_open;
CREATE INDEX print_job_open ON print_job (id) WHERE state IN ('queued', 'sending', 'awaiting', 'blocked', 'unknown');

-- +goose Down
SELECT 'history only grows: there is no way back';
