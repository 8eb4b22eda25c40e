#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "gateway/tls/client_identity.hpp"
#include "gateway/tls/tls_context.hpp"
#include "tests/support/logged.hpp"
#include "tests/support/test_pki.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Catch::Matchers::Contains;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct Site {
  Site() {
    pki.leaf("renewed", "ca", "plant7-gw", "");
    use("client");
    files.ca_file = folder.write("ca.pem", text(pki.ca()));
    files.certificate_file = folder / "gw.pem";
    files.private_key_file = folder / "gw.key";
  }
  static std::string text(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void use(const std::string& name) { certificate(name), key(name); }
  void certificate(const std::string& name) { folder.write("gw.pem", text(pki.certificate(name))); }
  void key(const std::string& name) { folder.write("gw.key", text(pki.key(name))); }
  // Whose certificate is in force, as sent.
  std::string in_force(const ClientIdentity& identity) const {
    for (const std::string name : {"client", "renewed"})
      if (text(pki.certificate(name)) == text(identity.in_force().certificate_file)) return name;
    return "nobody's";
  }

  TestPki pki;  // valid for two days
  TemporaryFolder folder;
  Tls files;
  WallTime now = std::chrono::time_point_cast<WallTime::duration>(std::chrono::system_clock::now() + 1min);
};

bool look(ClientIdentity& identity, WallTime now) {
  return identity.look(ClientIdentity::read(identity.files()), now);
}

}  // namespace

TEST_CASE("each file that cannot be read is told, not the first one alone") {
  Site site;
  fs::remove(site.files.ca_file);
  fs::remove(site.files.private_key_file);
  const auto found = ClientIdentity::read(site.files);
  const auto faults = ClientIdentity::faults(site.files, found, site.now);
  REQUIRE(faults.size() == 2);
  CHECK_THAT(faults[0], Contains("ca.pem cannot be read"));
  CHECK_THAT(faults[1], Contains("gw.key"));
  CHECK(ClientIdentity::usable(site.files, found, site.now).error() == faults[0] + "; " + faults[1]);
}

TEST_CASE("the set in force outlives its files") {
  Site site;
  ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now);
  fs::remove_all(site.folder.path());
  REQUIRE(TlsContext::make(identity.in_force(), "localhost"));
  CHECK(site.in_force(identity) == "client");
  CHECK_FALSE(look(identity, site.now));
  CHECK_FALSE(look(identity, site.now));
  CHECK_THAT(identity.concern(site.now), Contains("not taken") && Contains("ca.pem cannot be read"));
}

TEST_CASE("files that are missing at the start are told to be missing, not to replace anything") {
  Site site;
  fs::remove(site.files.certificate_file);
  const std::string log =
      logged([&] { const ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now); });
  CHECK_THAT(log, Contains("event=certificate_missing") && Contains(site.files.certificate_file));
  CHECK_THAT(log, !Contains("certificate_refused") && !Contains("goes_on_with"));
}

TEST_CASE("files that are there and of no use at the start are not told to be missing") {
  Site site;
  site.folder.write("gw.pem", "not a certificate");
  const std::string log =
      logged([&] { const ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now); });
  CHECK_THAT(log, Contains("event=certificate_unusable") && !Contains("certificate_missing"));
}

TEST_CASE("a connection under way keeps the copies it was made with") {
  Site site;
  ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now);
  const Tls before = identity.in_force();
  site.use("renewed");
  look(identity, site.now);
  REQUIRE(look(identity, site.now));
  CHECK(TlsContext::make(before, "localhost"));
  CHECK(before.certificate_file != identity.in_force().certificate_file);
}

TEST_CASE("a new valid pair is taken when it stands, once") {
  Site site;
  ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now);
  CHECK_FALSE(look(identity, site.now));
  SECTION("written in place") { site.use("renewed"); }
  SECTION("renamed over") {
    for (const char* end : {".pem", ".key"}) {
      const std::string from =
          end == std::string(".pem") ? site.pki.certificate("renewed") : site.pki.key("renewed");
      fs::copy_file(from, site.folder / "new");
      fs::rename(site.folder / "new", site.folder / (std::string("gw") + end));
    }
  }
  CHECK_FALSE(look(identity, site.now));  // perhaps still being written
  CHECK(look(identity, site.now));
  CHECK(site.in_force(identity) == "renewed");
  CHECK_FALSE(look(identity, site.now));
  CHECK_FALSE(look(identity, site.now));
}

TEST_CASE("a folder of links that is swapped, as Kubernetes does, is noticed") {
  Site site;
  for (const std::string name : {"client", "renewed"}) {
    fs::create_directory(site.folder / ("..." + name));
    fs::copy_file(site.pki.certificate(name), site.folder / ("..." + name + "/tls.crt"));
    fs::copy_file(site.pki.key(name), site.folder / ("..." + name + "/tls.key"));
  }
  fs::create_symlink("...client", site.folder / "..data");
  fs::create_symlink("..data/tls.crt", site.folder / "tls.crt");
  fs::create_symlink("..data/tls.key", site.folder / "tls.key");
  site.files.certificate_file = site.folder / "tls.crt";
  site.files.private_key_file = site.folder / "tls.key";
  ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now);
  CHECK(site.in_force(identity) == "client");
  fs::create_symlink("...renewed", site.folder / "..data_tmp");
  fs::rename(site.folder / "..data_tmp", site.folder / "..data");
  CHECK_FALSE(look(identity, site.now));
  CHECK(look(identity, site.now));
  CHECK(site.in_force(identity) == "renewed");
}

TEST_CASE("what is not whole or not valid is refused with its reason, and the set in force goes on") {
  Site site;
  ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now);
  std::string reason;
  SECTION("half of a new pair") {
    site.certificate("renewed");
    reason = "gw.key does not belong to the certificate";
  }
  SECTION("garbage") {
    site.folder.write("gw.pem", "not a certificate");
    reason = "gw.pem is not a PEM certificate";
  }
  SECTION("the beginning of a certificate") {
    const std::string whole = Site::text(site.pki.certificate("renewed"));
    site.folder.write("gw.pem", whole.substr(0, whole.size() / 2));
    reason = "gw.pem is not a PEM certificate";
  }
  SECTION("a key open to others") {
    site.use("renewed");
    chmod(site.files.private_key_file.c_str(), 0644);
    reason = "chmod 600 " + site.files.private_key_file;
  }
  SECTION("a CA file without a certificate") {
    site.folder.write("ca.pem", "none");
    reason = "ca.pem holds no certificate";
  }
  SECTION("one that has expired") {
    site.pki.leaf("outdated", "ca", "plant7-gw", "", -1);
    site.use("outdated");
    reason = "gw.pem expired on ";
  }
  for (int i = 0; i < 3; ++i) CHECK_FALSE(look(identity, site.now));
  CHECK(site.in_force(identity) == "client");
  CHECK_THAT(identity.concern(site.now), Contains("is not taken") && Contains(reason));
  REQUIRE(TlsContext::make(identity.in_force(), "localhost"));

  // Repaired: taken, and only its two days of validity remain a concern.
  site.folder.write("ca.pem", Site::text(site.pki.ca()));
  site.use("renewed");
  look(identity, site.now);
  CHECK(look(identity, site.now));
  CHECK_THAT(identity.concern(site.now), !Contains("is not taken") && Contains("expires in 1 day ("));
}

TEST_CASE("a mode that is mended is enough") {
  Site site;
  ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now);
  site.use("renewed");
  chmod(site.files.private_key_file.c_str(), 0644);
  for (int i = 0; i < 2; ++i) CHECK_FALSE(look(identity, site.now));
  chmod(site.files.private_key_file.c_str(), 0400);
  CHECK_FALSE(look(identity, site.now));
  CHECK(look(identity, site.now));
}

TEST_CASE("a pair that is not valid yet is taken when its time has come") {
  Site site;
  ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now);
  site.use("renewed");
  const WallTime yesterday = site.now - 24h;
  for (int i = 0; i < 3; ++i) CHECK_FALSE(look(identity, yesterday));
  CHECK_THAT(identity.concern(yesterday), Contains("is valid only from "));
  CHECK(look(identity, site.now));
  CHECK(site.in_force(identity) == "renewed");
}

TEST_CASE("files that never were valid are handed on as they are, until they are mended") {
  Site site;
  site.folder.write("gw.key", "nothing");
  ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now);
  CHECK(identity.in_force().private_key_file == site.files.private_key_file);
  CHECK_THAT(identity.concern(site.now), Contains("gw.key is not a PEM private key"));
  site.key("client");
  look(identity, site.now);
  CHECK(look(identity, site.now));
  CHECK(site.in_force(identity) == "client");
}

TEST_CASE("the operator is told of a certificate that expires within 30 days, in days") {
  Site site;
  site.pki.leaf("long", "ca", "plant7-gw", "", 45);
  site.use("long");
  ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now);
  CHECK(identity.concern(site.now).empty());
  CHECK(identity.concern(site.now + 14 * 24h).empty());
  CHECK_THAT(identity.concern(site.now + 16 * 24h), Contains("gw.pem expires in 28 days ("));
  CHECK_THAT(identity.concern(site.now + 46 * 24h),
             Contains("gw.pem expired on ") && Contains("have a new one issued"));
}

TEST_CASE("files on a disk that does not answer are refused with words, and the set in force goes on") {
  Site site;
  ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now);
  const auto hung = ClientIdentity::unread(site.files);
  for (int i = 0; i < 2; ++i) CHECK_FALSE(identity.look(hung, site.now));
  CHECK(site.in_force(identity) == "client");
  CHECK_THAT(identity.concern(site.now),
             Contains("not taken") && Contains(site.files.private_key_file) && Contains("does not answer"));
  look(identity, site.now);
  CHECK_FALSE(look(identity, site.now));  // nothing new was there
  CHECK_THAT(identity.concern(site.now), !Contains("does not answer"));
}

TEST_CASE("a pipe or a device in the place of a file is refused, without waiting for it or taking it in") {
  Site site;
  ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now);
  const std::string* const files[] = {&site.files.ca_file, &site.files.certificate_file,
                                      &site.files.private_key_file};
  const std::string& file = *files[GENERATE(0U, 1U, 2U)];
  std::string reason = "is a device";
  fs::remove(file);
  SECTION("a pipe that nobody writes") {
    REQUIRE(mkfifo(file.c_str(), 0600) == 0);
    reason = "is a pipe";
  }
  SECTION("a device without an end") { fs::create_symlink("/dev/zero", file); }
  for (int i = 0; i < 2; ++i) CHECK_FALSE(look(identity, site.now));
  CHECK_THAT(identity.concern(site.now), Contains(file) && Contains(reason));
}

TEST_CASE("without a client certificate there is nothing to expire, and a new CA file is taken") {
  Site site;
  site.files.certificate_file = site.files.private_key_file = "";
  ClientIdentity identity(site.files, ClientIdentity::read(site.files), site.now);
  CHECK(identity.concern(site.now + 1000 * 24h).empty());
  site.folder.write("ca.pem", Site::text(site.pki.strangers_ca()));
  look(identity, site.now);
  CHECK(look(identity, site.now));
  CHECK(Site::text(identity.in_force().ca_file) == Site::text(site.pki.strangers_ca()));
}
