package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Folders beside the programs that the suite asks for by other names.
const (
	policyFolder   = "policies"
	providerFolder = "providers"
)

// templates are the files in which placeholders are replaced.
var templates = []string{"Pulumi.yaml", "PulumiPolicy.yaml", "PulumiPlugin.yaml", "Cargo.toml"}

// program is the hand-written program of a test.
type program struct {
	test string
	// folders holds a folder per run, or a single one for all runs.
	folders []string
}

// findPrograms returns the programs of a folder, in the order of their names. A folder that holds a program but bears no
// test's name is an error: its test would be left out silently.
func findPrograms(root string, tests []string) ([]program, error) {
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	var programs []program
	for _, entry := range entries {
		folder := filepath.Join(root, entry.Name())
		folders := runFolders(folder)
		if len(folders) == 0 {
			continue
		}
		if !slices.Contains(tests, entry.Name()) {
			return nil, fmt.Errorf("%s holds a program, but the suite has no test %s: rename the folder", folder, entry.Name())
		}
		programs = append(programs, program{test: entry.Name(), folders: folders})
	}
	if len(programs) == 0 {
		return nil, fmt.Errorf("%s holds no program: every test is a folder with a Pulumi.yaml", root)
	}
	return programs, nil
}

// runFolders returns the folder itself if it is a project, or those below it named 0, 1, 2 and so on.
func runFolders(folder string) []string {
	if isProject(folder) {
		return []string{folder}
	}
	var folders []string
	for index := 0; ; index++ {
		run := filepath.Join(folder, strconv.Itoa(index))
		if !isProject(run) {
			return folders
		}
		folders = append(folders, run)
	}
}

func isProject(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "Pulumi.yaml"))
	return err == nil
}

// copyProgram copies a program's folders below work, with the placeholders replaced, and returns the copies.
func copyProgram(program program, checkout, work string) ([]string, error) {
	copies := make([]string, 0, len(program.folders))
	for index, folder := range program.folders {
		run := strconv.Itoa(index)
		target := filepath.Join(work, run)
		if err := copyFolder(folder, target, placeholders(checkout, program.test, run)); err != nil {
			return nil, err
		}
		copies = append(copies, target)
	}
	return copies, nil
}

// copyPlugins copies a folder of policy packs or providers and returns the copy, or nothing if there is no such folder. The
// name of each subfolder stands for the test.
func copyPlugins(root, checkout, work string) (string, error) {
	entries, err := os.ReadDir(root)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for _, entry := range entries {
		source, target := filepath.Join(root, entry.Name()), filepath.Join(work, entry.Name())
		if err := copyFolder(source, target, placeholders(checkout, entry.Name(), "0")); err != nil {
			return "", err
		}
	}
	return work, nil
}

func placeholders(checkout, test, run string) *strings.Replacer {
	return strings.NewReplacer("@CHECKOUT@", checkout, "@TEST@", test, "@RUN@", run)
}

func copyFolder(source, target string, replace *strings.Replacer) error {
	return filepath.WalkDir(source, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(source, path)
		if err != nil {
			return err
		}
		destination := filepath.Join(target, relative)
		if entry.IsDir() {
			return os.MkdirAll(destination, 0o755)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if slices.Contains(templates, entry.Name()) {
			content = []byte(replace.Replace(string(content)))
		}
		return os.WriteFile(destination, content, 0o644)
	})
}
