package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// startTime is how long the engine itself waits for a plugin's first line.
const startTime = 10 * time.Second

// child is a process that says on its first line where it serves.
type child struct {
	command *exec.Cmd
	// line is the first line of its standard output.
	line string
}

// startChild starts a binary and reads its first line. Whatever else it writes goes to log.
func startChild(ctx context.Context, log *os.File, env []string, binary string, arguments ...string) (*child, error) {
	command := exec.Command(binary, arguments...)
	command.Env = append(os.Environ(), env...)
	command.Stderr = log
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", binary, err)
	}
	started := &child{command: command}
	lines := make(chan string, 1)
	go func() {
		reader := bufio.NewReader(stdout)
		// The suite ends its address by closing, not by a line end.
		line, _ := reader.ReadString('\n')
		lines <- strings.TrimSpace(line)
		_, _ = io.Copy(log, reader)
	}()
	select {
	case started.line = <-lines:
	case <-time.After(startTime):
	case <-ctx.Done():
	}
	if started.line == "" {
		started.stop()
		return nil, fmt.Errorf("%s did not say where it serves within %s; its output is in %s", binary, startTime, log.Name())
	}
	return started, nil
}

// stop asks the process to end and kills it after five seconds.
func (c *child) stop() {
	_ = c.command.Process.Signal(syscall.SIGTERM)
	ended := make(chan struct{})
	go func() {
		_ = c.command.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		if err := c.command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			fmt.Fprintf(os.Stderr, "warning: process %d does not end: %v\n", c.command.Process.Pid, err)
		}
		<-ended
	}
}
