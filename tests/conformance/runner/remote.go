package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// remoteHost is where the suite's test of remote assets says that its files are.
const remoteHost = "raw.githubusercontent.com"

// remotePath finds the test and its file at the end of such an address.
var remotePath = regexp.MustCompile(`/testdata/([a-z0-9-]+)/([a-z0-9-]+\.[a-z]+)$`)

// remote stands for the one host that the suite asks for over the network, so that all tests run without one. It serves the
// files beside the programs and refuses every other host. The suite reaches it as an HTTPS proxy.
type remote struct {
	proxy *http.Server
	files *http.Server
	// address of the proxy.
	address string
	// certificate is the path of the certificate that the suite must trust, in PEM.
	certificate string
}

func serveRemote(programs, work string) (*remote, error) {
	pair, err := makeCertificate()
	if err != nil {
		return nil, err
	}
	certificate := filepath.Join(work, "remote.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]})
	if err := os.WriteFile(certificate, text, 0o600); err != nil {
		return nil, err
	}
	files, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}})
	if err != nil {
		return nil, err
	}
	proxy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		_ = files.Close()
		return nil, err
	}
	served := &remote{
		files:       &http.Server{Handler: remoteFiles(programs), ReadHeaderTimeout: time.Minute},
		proxy:       &http.Server{Handler: tunnel(files.Addr().String()), ReadHeaderTimeout: time.Minute},
		address:     proxy.Addr().String(),
		certificate: certificate,
	}
	go func() { _ = served.files.Serve(files) }()
	go func() { _ = served.proxy.Serve(proxy) }()
	return served, nil
}

func (r *remote) stop() {
	_ = r.proxy.Close()
	_ = r.files.Close()
}

// environment makes the suite use it.
func (r *remote) environment() []string {
	return []string{"HTTPS_PROXY=http://" + r.address, "NO_PROXY=127.0.0.1,localhost", "SSL_CERT_FILE=" + r.certificate}
}

// makeCertificate makes a certificate of the remote host for the length of a run. It signs itself: nobody but the suite
// that is started here trusts it.
func makeCertificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: remoteHost},
		DNSNames:              []string{remoteHost},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{signed}, PrivateKey: key}, nil
}

// remoteFiles serves the files of tests by the end of their address.
func remoteFiles(programs string) http.HandlerFunc {
	return func(answer http.ResponseWriter, request *http.Request) {
		found := remotePath.FindStringSubmatch(request.URL.Path)
		if found == nil {
			http.NotFound(answer, request)
			return
		}
		http.ServeFile(answer, request, filepath.Join(programs, found[1], found[2]))
	}
}

// tunnel passes connections to the remote host on to its stand-in.
func tunnel(files string) http.HandlerFunc {
	return func(answer http.ResponseWriter, request *http.Request) {
		if request.Method != http.MethodConnect || request.Host != net.JoinHostPort(remoteHost, "443") {
			http.Error(answer, "tests have no network: "+request.Host+" is not reachable", http.StatusForbidden)
			return
		}
		hijacker, ok := answer.(http.Hijacker)
		if !ok {
			http.Error(answer, "this connection cannot become a tunnel", http.StatusInternalServerError)
			return
		}
		target, err := net.Dial("tcp", files)
		if err != nil {
			http.Error(answer, err.Error(), http.StatusBadGateway)
			return
		}
		defer target.Close()
		client, _, err := hijacker.Hijack()
		if err != nil {
			return
		}
		defer client.Close()
		if _, err := io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(target, client)
			_ = target.Close()
		}()
		_, _ = io.Copy(client, target)
	}
}
