// Secrets stand wherever one can stand; no byte of the bundle has one.
#include "gateway/app/support/support_bundle.hpp"

#include <sys/stat.h>
#include <zlib.h>

#include <catch2/catch.hpp>

#include "gateway/app/connect/own_report.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using Catch::Contains;

namespace {

std::string unpacked(const std::string& packed) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string input = packed, bytes(8 * 1024 * 1024, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  bytes.resize(stream.total_out);
  inflateEnd(&stream);
  return bytes;
}

struct Site {
  std::string secret(const std::string& place) {
    planted.push_back("S3cret-of-" + place);
    return planted.back();
  }
  std::string secret_file(const std::string& name) {
    const std::string file = folder.write(name, secret(name) + "\n");
    REQUIRE(::chmod(file.c_str(), 0600) == 0);
    return file;
  }
  std::string fleet(const std::string& more) {
    return folder.write(
        "fleet.yaml",
        "# " + secret("comment") + "\ngateway: { thing: gw, state_directory: " + (folder / "state") +
            " }  # " + secret("remark") + "\nuplink:\n  mqtt:\n    endpoint: localhost\n    certificate: " +
            secret_file("certificate") + "\n    private_key: " + secret_file("private-key") +
            "\n    username: " + secret("username") + "\n    password_file: " + secret_file("password") +
            "\n    proxy: \"proxy.example:3128\"\n    proxy_username: " + secret("proxy-username") +
            "\n    proxy_password_file: " + secret_file("proxy-password") +
            "\nlinks:\n  site:\n    mqtt:\n      broker: mqtt://localhost\n      username: " +
            secret("site-username") + "\n      password_file: " + secret_file("site-password") + "\n" + more);
  }
  // Of the whole archive; and the files by their names.
  void search(const std::vector<BundledFile>& files) {
    const auto packed = tar_gz("bundle", files, 1'790'000'000);
    REQUIRE(packed);
    const std::string bytes = unpacked(*packed);
    for (const std::string& each : planted) {
      CAPTURE(each);
      CHECK(bytes.find(each) == std::string::npos);
    }
    CHECK(bytes.find("PRIVATE KEY") == std::string::npos);
  }
  static std::string content(const std::vector<BundledFile>& files, const std::string& name) {
    for (const BundledFile& file : files) {
      if (file.name == name) return file.content;
    }
    return "";
  }

  test::TemporaryFolder folder;
  std::vector<std::string> planted;
};

}  // namespace

TEST_CASE("no secret of a sound fleet is in its bundle, though the log has all of them") {
  Site site;
  const std::string fleet = site.fleet("");
  std::string log = "connects to mqtt://" + site.secret("url-user") + ":" + site.secret("url") + "@host\n";
  for (const char* file : {"password", "proxy-password", "site-password"})
    log += "said " + std::string("S3cret-of-") + file + " aloud\n";
  const auto files = support_bundle({.fleet = {fleet, ""}, .log = site.folder.write("gateway.log", log)});
  site.search(files);
  REQUIRE(files.front().name == "manifest.txt");
  CHECK_THAT(files.front().content, Contains("uplink.mqtt.username") && Contains("plan.txt") &&
                                        Contains("what is in " + (site.folder / "site-password")));
  CHECK_THAT(Site::content(files, "log.txt"), Contains("said (redacted) aloud"));
  CHECK_THAT(Site::content(files, "fleet.yaml"), Contains("proxy: \"proxy.example:3128\""));
  CHECK_THAT(Site::content(files, "versions.txt"), Contains("libssl.so") && Contains("glibc 2."));
}

TEST_CASE("a fleet with mistakes is told with its errors, and without its secrets") {
  Site site;
  const std::string fleet = site.fleet(
      "pasword: " + site.secret("misspelt") + "\npassword: " + site.secret("inline") + "\ntokens: [" +
      site.secret("listed") + "]\n" + "x: { api_key: " + site.secret("deep") + " }\n");
  const auto files = support_bundle({.fleet = {fleet, ""}, .log = site.folder / "none"});
  site.search(files);
  CHECK_THAT(Site::content(files, "errors.txt"), Contains("F010"));
  CHECK_THAT(files.front().content, Contains("could not be had") && Contains("log.txt"));
}

TEST_CASE("a fleet that is no YAML is not told at all") {
  Site site;
  const auto files = support_bundle({.fleet = {site.fleet("x: [ }\n"), ""}, .log = site.folder / "none"});
  site.search(files);
  CHECK(Site::content(files, "fleet.yaml").empty());
  CHECK_THAT(files.front().content, Contains("is no YAML"));
}

TEST_CASE("of a gateway that does not run its store tells, and is left as it is") {
  Site site;
  const std::string file =
      site.folder.write("fleet.yaml", "gateway: { thing: gw, state_directory: " + (site.folder / "state") +
                                          " }\nuplink: { mqtt: { endpoint: localhost, tls: false, service: "
                                          "stand-in } }\n");
  const auto loaded = config::load(file, adapters(), config::Environment::of_process());
  REQUIRE(loaded);
  {
    boost::asio::io_context io{1};
    SystemClock clock(io);
    const auto directory = StateDirectory::open(site.folder / "state");
    REQUIRE(directory);
    const auto report = OwnReport::open(io, clock, loaded.fleet, *directory);
    REQUIRE(report);
    (*report)->make([&io](const Result<Publication>& made) {
      CHECK(made);
      io.stop();
    });
    const auto work = boost::asio::make_work_guard(io);
    io.run();
  }
  const auto files = support_bundle({.fleet = {file, ""}, .log = site.folder / "none"});
  CHECK_THAT(Site::content(files, "stored.txt"), Contains("gw  last report 1") && Contains(", sent 2"));
  CHECK_THAT(files.front().content, Contains("no gateway runs on"));
}
