// Certificates by openssl: an authority with a server and a client, and a second authority nobody trusts.
// Elliptic curves: well under a second in all.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::test {

class TestPki {
 public:
  TestPki() {
    authority("ca");
    authority("stranger");
    leaf("server", "ca", "localhost", "DNS:localhost,IP:127.0.0.1");
    leaf("wrong-host", "ca", "elsewhere.example", "DNS:elsewhere.example");
    leaf("client", "ca", "plant7-gw", "");
    leaf("foreign-client", "stranger", "plant7-gw", "");
  }

  std::string certificate(const std::string& name) const { return folder_ / (name + ".crt"); }
  std::string key(const std::string& name) const { return folder_ / (name + ".key"); }
  std::string ca() const { return certificate("ca"); }
  std::string strangers_ca() const { return certificate("stranger"); }
  const TemporaryFolder& folder() const { return folder_; }

  // Another leaf with its own names: `alternatives` as in "DNS:localhost,IP:127.0.0.1".
  // With -1 days it has expired.
  void leaf(const std::string& name, const std::string& issuer, const std::string& common_name,
            const std::string& alternatives, int days = 2) const {
    const std::string extensions =
        folder_.write(name + ".ext", alternatives.empty() ? "basicConstraints=CA:FALSE\n"
                                                          : "subjectAltName=" + alternatives + "\n");
    openssl("req -new " + new_key(name) + " -subj /CN=" + common_name + " -out " +
            (folder_ / (name + ".csr")));
    openssl("x509 -req -days " + std::to_string(days) + " -in " + (folder_ / (name + ".csr")) + " -CA " +
            certificate(issuer) + " -CAkey " + key(issuer) + " -CAcreateserial -extfile " + extensions +
            " -out " + certificate(name));
  }

  // The issuer's list of revoked certificates, in PEM; `until` as in "20200101000000Z".
  std::string revoked(const std::string& issuer, const std::vector<std::string>& names,
                      const std::string& until = "20990101000000Z") const {
    const std::string list = folder_ / (issuer + ".crl");
    folder_.write(issuer + ".index", "");
    const std::string config = folder_.write(
        issuer + ".cnf",
        "[ca]\ndefault_ca=it\n[it]\ndefault_md=sha256\ndatabase=" + (folder_ / (issuer + ".index")) + "\n");
    const std::string as =
        "ca -config " + config + " -cert " + certificate(issuer) + " -keyfile " + key(issuer);
    for (const std::string& name : names) openssl(as + " -revoke " + certificate(name));
    openssl(as + " -gencrl -crl_lastupdate 20190101000000Z -crl_nextupdate " + until + " -out " + list);
    return list;
  }

 private:
  std::string new_key(const std::string& name) const {
    return "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout " + key(name);
  }
  void authority(const std::string& name) const {
    openssl("req -x509 -days 2 " + new_key(name) + " -subj /CN=" + name + " -out " + certificate(name));
  }
  void openssl(const std::string& arguments) const {
    std::vector<std::string> words{"openssl"};
    std::istringstream read(arguments);
    for (std::string word; read >> word;) words.push_back(word);
    if (ChildProcess::program(words, {.output = folder_ / "openssl.log"}).wait() != 0)
      throw std::runtime_error("openssl failed: " + arguments);
  }

  TemporaryFolder folder_;
};

}  // namespace gatewarden::test
