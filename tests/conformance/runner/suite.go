package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	testingrpc "github.com/pulumi/pulumi/sdk/v3/proto/go/testing"
	"google.golang.org/grpc"
)

// suite is the running suite together with the language host that it tests.
type suite struct {
	client testingrpc.LanguageTestClient
	// runtime is the address of the proxy before the host.
	runtime  string
	policies string
	provider string
	stops    []func()
}

// environment keeps the suite's engine off the network and away from the user's own state.
func environment(home string) []string {
	return []string{
		"PULUMI_ACCEPT=true",
		"PULUMI_HOME=" + home,
		"PULUMI_SKIP_UPDATE_CHECK=true",
		"PULUMI_CONFIG_PASSPHRASE=",
		"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true",
	}
}

// startSuite starts the suite, then a host that knows the suite as its engine, then what stands between them and around.
func startSuite(ctx context.Context, o options, work string) (*suite, error) {
	started := &suite{}
	if err := started.start(ctx, o, work); err != nil {
		started.stop()
		return nil, err
	}
	return started, nil
}

func (s *suite) start(ctx context.Context, o options, work string) error {
	home := filepath.Join(work, "home")
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	log := os.Stderr
	if !o.verbose {
		file, err := os.Create(filepath.Join(work, "output.log"))
		if err != nil {
			return err
		}
		s.stops = append(s.stops, func() { _ = file.Close() })
		log = file
	}
	remote, err := serveRemote(o.programs, work)
	if err != nil {
		return err
	}
	s.stops = append(s.stops, remote.stop)
	tester, err := startChild(ctx, log, append(environment(home), remote.environment()...), o.suite)
	if err != nil {
		return err
	}
	s.stops = append(s.stops, tester.stop)
	host, err := startChild(ctx, log, environment(home), o.host, tester.line)
	if err != nil {
		return err
	}
	s.stops = append(s.stops, host.stop)
	hostConnection, err := s.connect("127.0.0.1:" + host.line)
	if err != nil {
		return err
	}
	address, stop, err := serveProxy(hostConnection)
	if err != nil {
		return err
	}
	s.stops = append(s.stops, stop)
	s.runtime = address
	suiteConnection, err := s.connect(tester.line)
	if err != nil {
		return err
	}
	s.client = testingrpc.NewLanguageTestClient(suiteConnection)
	if s.policies, err = copyPlugins(
		filepath.Join(o.programs, policyFolder), o.checkout, filepath.Join(work, policyFolder)); err != nil {
		return err
	}
	s.provider, err = copyPlugins(
		filepath.Join(o.programs, providerFolder), o.checkout, filepath.Join(work, providerFolder))
	return err
}

func (s *suite) connect(address string) (*grpc.ClientConn, error) {
	connection, err := dial(address)
	if err == nil {
		s.stops = append(s.stops, func() { _ = connection.Close() })
	}
	return connection, err
}

// stop ends everything in the reverse order of its start.
func (s *suite) stop() {
	for _, stop := range slices.Backward(s.stops) {
		stop()
	}
}

// tests returns the names of all tests, in order.
func (s *suite) tests(ctx context.Context) ([]string, error) {
	answer, err := s.client.GetLanguageTests(ctx, &testingrpc.GetLanguageTestsRequest{})
	if err != nil {
		return nil, fmt.Errorf("ask the suite for its tests: %w", err)
	}
	names := answer.Tests
	slices.Sort(names)
	return names, nil
}

// runAll runs the selected programs' tests and prints a line for each. The first one runs alone: the host builds the
// programs in it.
func (s *suite) runAll(ctx context.Context, o options, work string, programs []program) ([]result, error) {
	programs = slices.DeleteFunc(programs, func(program program) bool { return !o.filter.MatchString(program.test) })
	if len(programs) == 0 {
		return nil, fmt.Errorf("no program matches -run %q", o.filter)
	}
	var printing sync.Mutex
	results := make([]result, len(programs))
	one := func(index int) {
		timeout := o.timeout
		if index == 0 {
			timeout = o.buildTimeout
		}
		results[index] = s.runOne(ctx, timeout, o.checkout, work, programs[index])
		printing.Lock()
		defer printing.Unlock()
		results[index].print(os.Stdout, o.verbose)
	}
	one(0)
	next := make(chan int)
	var workers sync.WaitGroup
	for range o.jobs {
		workers.Go(func() {
			for index := range next {
				one(index)
			}
		})
	}
	for index := 1; index < len(programs) && ctx.Err() == nil; index++ {
		next <- index
	}
	close(next)
	workers.Wait()
	return results, ctx.Err()
}
