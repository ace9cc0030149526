package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
)

// expectations are the names of the tests that must pass.
type expectations []string

func readExpectations(path string) (expectations, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var names expectations
	if err := json.Unmarshal(content, &names); err != nil {
		return nil, fmt.Errorf("%s: expected a JSON list of test names: %w", path, err)
	}
	return names, nil
}

// compare returns a sentence per difference: a listed test that failed or did not run, and a test that passes unlisted.
// Tests that the filter leaves out are not looked at.
func (e expectations) compare(results []result, filter *regexp.Regexp) []string {
	passed := map[string]bool{}
	for _, result := range results {
		passed[result.Test] = result.Passed
	}
	var problems []string
	for _, name := range e {
		if !filter.MatchString(name) {
			continue
		}
		good, ran := passed[name]
		switch {
		case !ran:
			problems = append(problems, fmt.Sprintf("missing: %s is expected to pass, but there is no program for it", name))
		case !good:
			problems = append(problems, fmt.Sprintf("regressed: %s is expected to pass, but failed", name))
		}
	}
	for _, result := range results {
		if result.Passed && !slices.Contains(e, result.Test) {
			problems = append(problems, fmt.Sprintf("unexpected: %s passes; add it to the list of expected tests", result.Test))
		}
	}
	return problems
}
