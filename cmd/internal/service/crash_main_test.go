package service

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain is also where the child of the kill test begins: it is this binary
// once more.
func TestMain(m *testing.M) {
	if folder := os.Getenv(crashFolder); folder != "" {
		os.Exit(runCrashChild(folder, os.Getenv(crashBug)))
	}
	goleak.VerifyTestMain(m)
}
