// Command runner runs the Pulumi engine's conformance suite against the Rust language host and the programs beside it.
//
// It starts the suite (pulumi-test-language) and one language host, places itself between the two for the calls that only
// make sense for generated programs, hands the suite a copy of each program folder, and prints a line per test. It holds no
// test of its own: what a test asks and checks is in the suite.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

// options are the flags of a run.
type options struct {
	suite        string
	host         string
	programs     string
	checkout     string
	json         string
	expect       string
	filter       *regexp.Regexp
	verbose      bool
	keep         bool
	jobs         int
	timeout      time.Duration
	buildTimeout time.Duration
}

func parseOptions(arguments []string) (options, error) {
	var o options
	var filter string
	flags := flag.NewFlagSet("runner", flag.ContinueOnError)
	flags.StringVar(&o.suite, "suite", "", "the suite's `binary`, pulumi-test-language (required)")
	flags.StringVar(&o.host, "host", "", "the language host's `binary`, pulumi-language-rust (required)")
	flags.StringVar(&o.checkout, "checkout", "", "`folder` of the repository (default: the one around the working directory)")
	flags.StringVar(&o.programs, "programs", "", "`folder` of the programs (default: tests/conformance of the repository)")
	flags.StringVar(&filter, "run", "", "run the tests whose name matches this `regexp` only")
	flags.StringVar(&o.json, "json", "", "write the results to this `file`")
	flags.StringVar(&o.expect, "expect", "", "`file` with a JSON list of the tests that pass; any difference is a failure")
	flags.BoolVar(&o.verbose, "v", false, "show what the engine and the programs printed, also of tests that pass")
	flags.BoolVar(&o.keep, "keep", false, "leave the temporary folder and print its path")
	flags.IntVar(&o.jobs, "jobs", 2, "`number` of tests at the same time")
	flags.DurationVar(&o.timeout, "timeout", 2*time.Minute, "time limit of a test")
	flags.DurationVar(&o.buildTimeout, "build-timeout", 20*time.Minute,
		"time limit of the first test, in which the host builds the programs")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unknown argument %q: only flags are taken, see -help", flags.Arg(0))
	}
	if o.suite == "" || o.host == "" {
		return o, errors.New("-suite and -host are required: the binaries of pulumi-test-language and of the language host")
	}
	if o.jobs < 1 {
		return o, fmt.Errorf("-jobs %d: at least one test must run at a time", o.jobs)
	}
	var err error
	if o.filter, err = regexp.Compile(filter); err != nil {
		return o, fmt.Errorf("-run: %w", err)
	}
	return o, o.makePathsAbsolute()
}

func (o *options) makePathsAbsolute() error {
	if o.checkout == "" {
		found, err := findCheckout()
		if err != nil {
			return err
		}
		o.checkout = found
	}
	if o.programs == "" {
		o.programs = filepath.Join(o.checkout, "tests", "conformance")
	}
	for _, path := range []*string{&o.suite, &o.host, &o.checkout, &o.programs} {
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		if _, err := os.Stat(absolute); err != nil {
			return fmt.Errorf("%s is not there: build it first, or name another by its flag", absolute)
		}
		*path = absolute
	}
	return nil
}

// findCheckout looks for the repository in the working directory and above.
func findCheckout() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for folder := start; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "tests", "conformance", "runner")); err == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			return "", fmt.Errorf("%s is not inside the repository: name it with -checkout", start)
		}
	}
}

func main() {
	options, err := parseOptions(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	good, err := run(ctx, options)
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(2)
	}
	if !good {
		os.Exit(1)
	}
}

// run runs the selected tests and tells whether the outcome is as wanted.
func run(ctx context.Context, o options) (bool, error) {
	var expected expectations
	if o.expect != "" {
		var err error
		if expected, err = readExpectations(o.expect); err != nil {
			return false, err
		}
	}
	work, err := os.MkdirTemp("", "conformance-")
	if err != nil {
		return false, err
	}
	if o.keep {
		fmt.Println("temporary folder:", work)
	} else {
		defer os.RemoveAll(work)
	}
	suite, err := startSuite(ctx, o, work)
	if err != nil {
		return false, err
	}
	defer suite.stop()
	tests, err := suite.tests(ctx)
	if err != nil {
		return false, err
	}
	programs, err := findPrograms(o.programs, tests)
	if err != nil {
		return false, err
	}
	results, err := suite.runAll(ctx, o, work, programs)
	if err != nil {
		return false, err
	}
	report := newReport(tests, results, o.filter)
	if o.json != "" {
		if err := report.writeJSON(o.json); err != nil {
			return false, err
		}
	}
	good := report.failed() == 0
	report.printTable(os.Stdout)
	if o.expect != "" {
		problems := expected.compare(results, o.filter)
		for _, problem := range problems {
			fmt.Println(problem)
		}
		good = len(problems) == 0
	}
	report.printTotals(os.Stdout)
	return good, ctx.Err()
}
