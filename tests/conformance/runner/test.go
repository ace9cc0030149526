package main

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	testingrpc "github.com/pulumi/pulumi/sdk/v3/proto/go/testing"
)

// runCount finds in the suite's refusal how many runs a test has.
var runCount = regexp.MustCompile(`has \d+ paths but (\d+) runs`)

// runOne runs one test. Whatever goes wrong on the way is a failure of that test.
func (s *suite) runOne(ctx context.Context, timeout time.Duration, checkout, work string, program program) result {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	begin := time.Now()
	answer, err := s.ask(ctx, checkout, filepath.Join(work, "tests", program.test), program)
	outcome := result{Test: program.test, Group: groupOf(program.test), Seconds: time.Since(begin).Seconds()}
	switch {
	case ctx.Err() == context.DeadlineExceeded:
		outcome.Messages = []string{fmt.Sprintf("not done after %s", timeout)}
	case err != nil:
		outcome.Messages = []string{err.Error()}
	default:
		outcome.Passed = answer.Success
		outcome.Messages = answer.Messages
		outcome.output = answer.Stdout + answer.Stderr
	}
	return outcome
}

func (s *suite) ask(
	ctx context.Context, checkout, work string, program program,
) (*testingrpc.RunLanguageTestResponse, error) {
	folders, err := copyProgram(program, checkout, filepath.Join(work, "program"))
	if err != nil {
		return nil, err
	}
	token, err := s.prepare(ctx, work, program.test, folders)
	if err != nil {
		return nil, err
	}
	return s.client.RunLanguageTest(ctx, &testingrpc.RunLanguageTestRequest{Token: token, Test: program.test})
}

// prepare tells the suite which program to take. The suite wants a path for each run, also where all runs have the same
// program; only its refusal tells how many that are.
func (s *suite) prepare(ctx context.Context, work, test string, folders []string) (string, error) {
	token, err := s.prepareRuns(ctx, work, test, folders)
	if err == nil || len(folders) != 1 {
		return token, err
	}
	count := runCount.FindStringSubmatch(err.Error())
	if count == nil {
		return "", err
	}
	runs, convertError := strconv.Atoi(count[1])
	if convertError != nil {
		return "", convertError
	}
	return s.prepareRuns(ctx, work, test, slices.Repeat(folders, runs))
}

func (s *suite) prepareRuns(ctx context.Context, work, test string, folders []string) (string, error) {
	answer, err := s.client.PrepareLanguageTests(ctx, &testingrpc.PrepareLanguageTestsRequest{
		LanguagePluginName:   "rust",
		LanguagePluginTarget: s.runtime,
		// The suite empties this folder before it begins: no two tests may share it.
		TemporaryDirectory:  filepath.Join(work, "engine"),
		SnapshotDirectory:   filepath.Join(work, "snapshots"),
		PolicyPackDirectory: s.policies,
		ProvidersDirectory:  s.provider,
		ProgramOverrides: map[string]*testingrpc.PrepareLanguageTestsRequest_ProgramOverride{
			test: {Paths: folders},
		},
	})
	if err != nil {
		return "", err
	}
	return answer.Token, nil
}
