#include "gateway/app/fleet_confinement.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "gateway/app/protocols.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using confine::Use;

namespace {

constexpr const char* kEverything = R"(
gateway: { thing: gw, state_directory: /state, host: { root: /host }, paths: [/more] }
uplink:
  - mqtt: { endpoint: "iot.example:8883", service: stand-in, ca: /a/ca, certificate: /b/crt, private_key: /c/key, username: u, password_file: /d/pw, proxy: "proxy.example:3128", proxy_username: u, proxy_password_file: /e/pw }
  - file: { path: /reports/r.ndjson }
links:
  bus: { modbus: { serial: /dev/ttyUSB0 } }
  safe: { modbus: { tls: { host: 10.0.0.5, ca: /f/ca, certificate: /g/crt, private_key: /h/key } } }
  site: { mqtt: { broker: "mqtts://10.0.0.6", ca: /i/ca, certificate: /j/crt, private_key: /k/key, username: u, password_file: /l/pw } }
)";

config::Loaded load_all(const std::string& text) {
  test::TemporaryFolder folder;
  const std::string part =
      folder.write("part.yaml", "profiles: { p: { metrics: { m: { from: { holding: 0 } } } } }\n");
  auto loaded = config::load(folder.write("fleet.yaml", text + "include: [part.yaml]\n"), adapters(),
                             config::Environment::of_process());
  REQUIRE(config::to_text(loaded.problems) == "");
  CHECK(loaded.files.size() == 2);
  return loaded;
}

bool has(const std::vector<confine::Folder>& folders, const std::string& path, Use use) {
  return std::any_of(folders.begin(), folders.end(),
                     [&](const confine::Folder& folder) { return folder.path == path && folder.use == use; });
}

}  // namespace

TEST_CASE("every file that a fleet names stands for its folder: what reads it later may") {
  const auto folders = folders_of(load_all(kEverything));
  for (const char* path :
       {"/a", "/b", "/c", "/d", "/e", "/f", "/g", "/h", "/i", "/j", "/k", "/l", "/host/proc", "/host/sys"}) {
    INFO(path);
    CHECK(has(folders, path, Use::read));
  }
  for (const char* path : {"/state", "/reports", "/more"}) CHECK(has(folders, path, Use::write));
  CHECK(has(folders, "/dev", Use::device));
  CHECK(has(folders, "/more", Use::device));
}

TEST_CASE("a fleet without a serial line, a host's report and an uplink's files asks for none") {
  const auto folders = folders_of(load_all(
      "gateway: { thing: gw, state_directory: /state, host: { enabled: false } }\nuplink: { stdout: {} }\n"));
  CHECK_FALSE(has(folders, "/dev", Use::device));
  CHECK_FALSE(has(folders, "/proc", Use::read));
}

TEST_CASE("a process that is not confined takes every fleet") {
  CHECK(check_confined(confine::Confinement::none("off"), load_all(kEverything)));
}
