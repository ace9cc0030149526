package main

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestProgramsHaveAFolderPerRunOrOneForAll(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "one", "Pulumi.yaml"), "")
	write(t, filepath.Join(root, "two", "0", "Pulumi.yaml"), "")
	write(t, filepath.Join(root, "two", "1", "Pulumi.yaml"), "")
	write(t, filepath.Join(root, "src", "main.rs"), "")
	programs, err := findPrograms(root, []string{"one", "two", "three"})
	if err != nil {
		t.Fatal(err)
	}
	if len(programs) != 2 || len(programs[0].folders) != 1 || len(programs[1].folders) != 2 {
		t.Fatalf("unexpected programs: %+v", programs)
	}
	if _, err := findPrograms(root, []string{"one"}); err == nil || !strings.Contains(err.Error(), "no test two") {
		t.Fatalf("a folder without a test must be refused: %v", err)
	}
}

func TestPlaceholdersAreReplacedInProjectFilesOnly(t *testing.T) {
	root, work := t.TempDir(), t.TempDir()
	write(t, filepath.Join(root, "1", "Pulumi.yaml"), "@CHECKOUT@ @TEST@ @RUN@")
	write(t, filepath.Join(root, "1", "sub", "data.txt"), "@TEST@")
	copies, err := copyProgram(program{test: "x", folders: []string{root, filepath.Join(root, "1")}}, "/repo", work)
	if err != nil {
		t.Fatal(err)
	}
	project, _ := os.ReadFile(filepath.Join(copies[1], "Pulumi.yaml"))
	data, _ := os.ReadFile(filepath.Join(copies[1], "sub", "data.txt"))
	if string(project) != "/repo x 1" || string(data) != "@TEST@" {
		t.Fatalf("project %q, data %q", project, data)
	}
}

func TestGroupsHoldEveryTestOnce(t *testing.T) {
	count, seen := map[string]int{}, map[string]bool{}
	for _, group := range groups {
		for _, test := range group.tests {
			if seen[test] {
				t.Errorf("%s is in two groups", test)
			}
			seen[test] = true
		}
		count[group.name[:1]] += len(group.tests)
	}
	if count["A"] != 99 || count["B"] != 39 {
		t.Fatalf("tests by part: %v", count)
	}
}

func TestExpectationsFindEveryDifference(t *testing.T) {
	results := []result{{Test: "good", Passed: true}, {Test: "bad"}, {Test: "new", Passed: true}, {Test: "known"}}
	all := regexp.MustCompile("")
	problems := expectations{"good", "bad", "gone"}.compare(results, all)
	kinds := make([]string, 0, len(problems))
	for _, problem := range problems {
		kinds = append(kinds, strings.SplitN(problem, " is", 2)[0])
	}
	want := []string{"regressed: bad", "missing: gone", "unexpected: new passes; add it to the list of expected tests"}
	if !slices.Equal(kinds, want) {
		t.Fatalf("got %q", problems)
	}
	if left := (expectations{"good", "gone"}).compare(results[:1], regexp.MustCompile("^good$")); len(left) > 0 {
		t.Fatalf("the filter must leave out %q", left)
	}
}

func TestTotalsCountTestsWithoutAProgram(t *testing.T) {
	tests := []string{"l1-empty", "l1-main", "l1-for-expression"}
	results := []result{
		{Test: "l1-empty", Group: groupOf("l1-empty"), Passed: true},
		{Test: "l1-for-expression", Group: groupOf("l1-for-expression")},
	}
	made := newReport(tests, results, regexp.MustCompile(""))
	var text strings.Builder
	made.printTotals(&text)
	if !strings.HasSuffix(text.String(), "1 passed, 0 failed of 2\n1 passed, 0 failed\n") || made.failed() != 1 {
		t.Fatalf("totals %q, failed %d", text.String(), made.failed())
	}
}

func TestRemoteFilesComeFromTheProgramsFolder(t *testing.T) {
	root, work := t.TempDir(), t.TempDir()
	write(t, filepath.Join(root, "l2-x", "test.txt"), "content")
	served, err := serveRemote(root, work)
	if err != nil {
		t.Fatal(err)
	}
	defer served.stop()
	trusted := x509.NewCertPool()
	certificate, err := os.ReadFile(served.certificate)
	if err != nil || !trusted.AppendCertsFromPEM(certificate) {
		t.Fatalf("certificate: %v", err)
	}
	client := http.Client{Transport: &http.Transport{
		Proxy:           http.ProxyURL(&url.URL{Scheme: "http", Host: served.address}),
		TLSClientConfig: &tls.Config{RootCAs: trusted},
	}}
	answer, err := client.Get("https://" + remoteHost + "/a/b/testdata/l2-x/test.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if content, err := io.ReadAll(answer.Body); err != nil || string(content) != "content" {
		t.Fatalf("got %q, %v", content, err)
	}
	if other, err := client.Get("https://example.com/testdata/l2-x/test.txt"); err == nil {
		other.Body.Close()
		t.Fatal("another host must not be reachable")
	}
}
