package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
)

// result is the outcome of a test.
type result struct {
	Test     string   `json:"test"`
	Group    string   `json:"group"`
	Passed   bool     `json:"passed"`
	Seconds  float64  `json:"seconds"`
	Messages []string `json:"messages,omitempty"`
	// output is what the engine displayed.
	output string
}

// print writes the line of the test, and below it what went wrong.
func (r result) print(to io.Writer, verbose bool) {
	verdict := "pass"
	if !r.Passed {
		verdict = "FAIL"
	}
	fmt.Fprintf(to, "%s  %-2s  %-50s %6.2f s\n", verdict, r.Group, r.Test, r.Seconds)
	if !r.Passed {
		for _, message := range r.Messages {
			fmt.Fprintln(to, indented(message))
		}
	}
	if (verbose || !r.Passed) && r.output != "" {
		fmt.Fprintln(to, indented(r.output))
	}
}

func indented(text string) string {
	return "      " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n      ")
}

// line is a row of the table: the tests of one group.
type line struct {
	Group   string `json:"group"`
	Subject string `json:"subject"`
	Passed  int    `json:"passed"`
	Failed  int    `json:"failed"`
	Total   int    `json:"total"`
}

// report is the outcome of a run.
type report struct {
	Lines   []line   `json:"groups"`
	Results []result `json:"tests"`
}

// newReport counts the results by group. The total of a group holds all its tests that the suite has and that were
// selected, with a program or without.
func newReport(tests []string, results []result, filter *regexp.Regexp) report {
	made := report{Results: results}
	rows := map[string]*line{}
	made.Lines = make([]line, len(groups))
	for index, group := range groups {
		made.Lines[index] = line{Group: group.name, Subject: group.subject}
		rows[group.name] = &made.Lines[index]
	}
	for _, test := range tests {
		if row, ok := rows[groupOf(test)]; ok && filter.MatchString(test) {
			row.Total++
		}
	}
	for _, result := range results {
		row, ok := rows[result.Group]
		switch {
		case !ok:
		case result.Passed:
			row.Passed++
		default:
			row.Failed++
		}
	}
	return made
}

// sum adds up the counted groups.
func (r report) sum() line {
	var all line
	for _, line := range r.Lines {
		all.Passed += line.Passed
		all.Failed += line.Failed
		all.Total += line.Total
	}
	return all
}

// failed is the number of tests that failed, counted or not.
func (r report) failed() int {
	count := 0
	for _, result := range r.Results {
		if !result.Passed {
			count++
		}
	}
	return count
}

func (r report) printTable(to io.Writer) {
	fmt.Fprintf(to, "\n%-5s  %-30s %6s %6s %6s\n", "group", "subject", "passed", "failed", "total")
	for _, line := range r.Lines {
		if line.Total > 0 {
			fmt.Fprintf(to, "%-5s  %-30s %6d %6d %6d\n", line.Group, line.Subject, line.Passed, line.Failed, line.Total)
		}
	}
}

// printTotals writes the totals twice: for people, and as the last line for scripts.
func (r report) printTotals(to io.Writer) {
	all := r.sum()
	fmt.Fprintf(to, "\n%d passed, %d failed of %d\n", all.Passed, all.Failed, all.Total)
	fmt.Fprintf(to, "%d passed, %d failed\n", all.Passed, all.Failed)
}

func (r report) writeJSON(path string) error {
	content, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(content, '\n'), 0o644)
}
