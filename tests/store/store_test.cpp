#include <sys/resource.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <fstream>

#include "gateway/store/database.hpp"
#include "tests/store/answers.hpp"
#include "tests/support/log_capture.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tests_folder.hpp"

using namespace gatewarden;
using gatewarden::test::TemporaryFolder;
using gatewarden::test::tests_folder;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

WallTime wall(std::int64_t seconds) { return WallTime(std::chrono::seconds(seconds)); }

StoredState reopened(const std::filesystem::path& file) {
  Answers answers;
  return open_store(file, answers)->load();
}

// As a kill -9 at this moment would leave it.
StoredState reopened_copy(const std::filesystem::path& file, const std::filesystem::path& copy) {
  for (const char* part : {"", "-wal"})
    std::filesystem::copy_file(file.string() + part, copy.string() + part);
  return reopened(copy);
}

std::size_t set_aside_files(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (name.find(".corrupt-") != std::string::npos && name.find("-wal") == std::string::npos) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("a new store holds nothing and has lost nothing") {
  TemporaryFolder folder;
  Answers answers;
  auto store = open_store(folder.path() / "state.db", answers);
  const auto state = store->load();
  CHECK(state.report_id_ceiling == 0);
  CHECK(state.things.empty());
  CHECK(state.learned.empty());
  CHECK_FALSE(store->lost_ids());
  struct stat seen {};
  REQUIRE(::stat((folder.path() / "state.db").c_str(), &seen) == 0);
  CHECK((seen.st_mode & 077) == 0);
}

TEST_CASE("a run that ended uncleanly is told from one that stopped in order") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  for (const bool in_order : {false, true}) {
    Answers answers;
    auto store = open_store(file, answers);
    store->record_alive(wall(1'790'000'100));
    if (in_order) store->record_stopped();
    store->close();
    store.reset();
    const auto state = reopened(file);
    if (in_order) {
      CHECK_FALSE(state.unclean_shutdown);
    } else {
      CHECK(state.unclean_shutdown == wall(1'790'000'100));
    }
  }
}

TEST_CASE("what was told before closing is there after a restart, the latest of each") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  {
    Answers answers;
    auto store = open_store(file, answers, 1h);
    REQUIRE(answers.reserve(*store, 1'790'000'600));
    store->record_sent("plant7:meter-1", {1'790'000'001, wall(1'790'000'001)});
    store->record_sent("plant7:meter-1", {1'790'000'301, wall(1'790'000'301)});
    store->record_sent("plänt:ünregistered", {1'790'000'002, wall(1'790'000'002)});
    store->record_learned({"site", "aa:bb", "plant7:aa-bb", "tag"});
    store->record_learned({"site", "cc:dd", "plant7:cc-dd", "tag"});
    store->record_learned({"radio", "aa:bb", "plant7:r-aa-bb", "tag"});
    store->forget_learned("site", "cc:dd");
    store->close();
  }
  const auto state = reopened(file);
  CHECK(state.report_id_ceiling == 1'790'000'600);
  REQUIRE(state.things.size() == 2);
  CHECK(state.things.at("plant7:meter-1").last_report_id == 1'790'000'301);
  CHECK(state.things.at("plant7:meter-1").last_sent == wall(1'790'000'301));
  CHECK(state.things.count("plänt:ünregistered") == 1);
  REQUIRE(state.learned.size() == 2);
  CHECK(state.learned[0].link + state.learned[1].link == "radiosite");
  CHECK(state.learned[0].identity == "aa:bb");
}

TEST_CASE("a forgotten device stays forgotten after a restart") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  Answers answers;
  auto store = open_store(file, answers);
  store->record_learned({"site", "aa:bb", "plant7:aa-bb", "tag"});
  REQUIRE(answers.flush(*store));
  store->forget_learned("site", "aa:bb");
  REQUIRE(answers.flush(*store));
  store->close();
  CHECK(reopened(file).learned.empty());
}

TEST_CASE("of a device that was forgotten its thing and its newest id are kept, and nothing else") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  const ForgottenChild kept{"plant7:aa-bb",     "site", "aa:bb", 1'790'000'301, wall(1'790'000'301),
                            wall(1'790'000'400)};
  {
    Answers answers;
    auto store = open_store(file, answers);
    store->record_learned({"site", "aa:bb", "plant7:aa-bb", "tag"});
    store->record_sent("plant7:aa-bb", {1'790'000'301, wall(1'790'000'301), "n=5"});
    store->record_device_memory("plant7:aa-bb", "{}");
    REQUIRE(answers.flush(*store));
    store->record_forgotten(kept);
    REQUIRE(answers.flush(*store));  // and then the power fails
    const auto state = reopened_copy(file, folder.path() / "copy.db");
    CHECK(state.learned.empty());
    CHECK(state.things.empty());
    CHECK(state.device_memory.empty());
    REQUIRE(state.forgotten.size() == 1);
    CHECK(state.forgotten[0].thing == "plant7:aa-bb");
    CHECK(state.forgotten[0].link + state.forgotten[0].identity == "siteaa:bb");
    CHECK(state.forgotten[0].last_report_id == 1'790'000'301);
    CHECK(state.forgotten[0].last_sent == kept.last_sent);
    CHECK(state.forgotten[0].forgotten == kept.forgotten);
    // It returns.
    store->record_learned({"site", "aa:bb", "plant7:aa-bb", "tag"});
  }
  CHECK(reopened(file).forgotten.empty());
  CHECK(reopened(file).learned.size() == 1);
}

TEST_CASE("a device that was forgotten and returned within one commit begins anew") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  {
    Answers answers;
    auto store = open_store(file, answers);
    store->record_sent("tag", {5, wall(5), "n=5"});
    REQUIRE(answers.flush(*store));
    store->record_sent("tag", {6, wall(6), "n=6"});
    store->record_forgotten({"tag", "site", "aa", 6});
    store->record_learned({"site", "aa", "tag", "p"});
    store->record_sent("tag", {7, wall(7)});
  }
  const auto state = reopened(file);
  CHECK(state.things.at("tag").last_report_id == 7);
  CHECK(state.things.at("tag").counters.empty());
  CHECK(state.learned.size() == 1);
  CHECK(state.forgotten.empty());
}

TEST_CASE("what could not be stored of a device before it was forgotten does not come back") {
  StateChanges failed, newer;
  failed.put_sent("tag", {1, wall(1), "a=1"});
  failed.learn({"site", "aa", "tag", "p"});
  newer.forget({"tag", "site", "aa", 1});
  newer.fill_in(std::move(failed));
  CHECK(newer.sent.empty());
  CHECK_FALSE(newer.learned.at({"site", "aa"}));
  CHECK(newer.forgotten.at("tag"));
}

TEST_CASE("what is kept of a forgotten device is dropped by order") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  {
    Answers answers;
    auto store = open_store(file, answers);
    store->record_forgotten({"a", "site", "1", 6});
    store->record_forgotten({"b", "site", "2", 6});
    REQUIRE(answers.flush(*store));
    store->drop_forgotten("a");
  }
  const auto state = reopened(file);
  REQUIRE(state.forgotten.size() == 1);
  CHECK(state.forgotten[0].thing == "b");
}

TEST_CASE("neither a ceiling nor a report id is ever lowered") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  Answers answers;
  auto store = open_store(file, answers, 1ms);
  REQUIRE(answers.reserve(*store, 900));
  store->record_sent("meter", {800, wall(800)});
  REQUIRE(answers.flush(*store));
  REQUIRE(answers.reserve(*store, 100));
  store->record_sent("meter", {7, wall(900)});
  store->close();
  const auto state = reopened(file);
  CHECK(state.report_id_ceiling == 900);
  CHECK(state.things.at("meter").last_report_id == 800);
  CHECK(state.things.at("meter").last_sent == wall(900));
}

TEST_CASE("many changes within an interval become one commit") {
  TemporaryFolder folder;
  Answers answers;
  auto store = open_store(folder.path() / "state.db", answers, 1h);
  REQUIRE(answers.reserve(*store, 1));  // the first commit is due at once, the next in an hour
  const auto before = store->health().commits;
  for (unsigned round = 0; round < 100; ++round) {
    for (int i = 0; i < 100; ++i)
      store->record_sent("meter-" + std::to_string(i), {1000 + round, wall(round)});
  }
  CHECK(store->health().pending == 100);
  CHECK(store->health().commits == before);
  REQUIRE(answers.flush(*store));
  CHECK(store->health().commits == before + 1);
  CHECK(store->health().pending == 0);
}

TEST_CASE("a full disk fails the store, changes wait in memory and are written once there is room") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  Answers answers;
  auto store = open_store(file, answers, 1h, 1h);
  REQUIRE(answers.reserve(*store, 500));

  // Files end at 256 KiB: to SQLite, a full disk.
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit limit {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &limit) == 0);
  const struct rlimit small = {256 * 1024, limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  for (int i = 0; i < 30'000; ++i) store->record_sent("plant7:meter-" + std::to_string(i), {1, wall(1)});
  const auto flushed = answers.flush(*store);
  const auto reserved = answers.reserve(*store, 1000);
  const auto health = store->health();
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  std::signal(SIGXFSZ, old_handler);

  REQUIRE_FALSE(flushed);
  CHECK_THAT(flushed.error(), Contains(file.string()));
  REQUIRE_FALSE(reserved);
  CHECK(health.failed);
  CHECK(health.pending >= 30'000);
  CHECK_FALSE(store->lost_ids());

  REQUIRE(answers.flush(*store));
  CHECK_FALSE(store->health().failed);
  store->close();
  const auto state = reopened(file);
  CHECK(state.report_id_ceiling == 1000);
  CHECK(state.things.size() == 30'000);
}

TEST_CASE("a failed store tries again by itself") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  Answers answers;
  auto store = open_store(file, answers, 1ms, 5ms);
  // Nobody, not even root, can write a reopened file whose write-ahead log is a directory.
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit limit {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &limit) == 0);
  const struct rlimit none = {0, limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &none) == 0);
  CHECK_FALSE(answers.reserve(*store, 77));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  std::signal(SIGXFSZ, old_handler);

  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (store->health().pending > 0 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  CHECK(store->health().pending == 0);
  store->close();
  CHECK(reopened(file).report_id_ceiling == 77);
}

TEST_CASE("a damaged file is kept aside, a new one is begun, and the loss is said") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  {
    Answers answers;
    auto store = open_store(file, answers);
    for (int i = 0; i < 2000; ++i) store->record_sent("meter-" + std::to_string(i), {1, wall(1)});
    REQUIRE(answers.reserve(*store, 4711));
  }
  SECTION("when it is no database at all") { std::ofstream(file) << std::string(5000, 'x'); }
  SECTION("when pages in its middle were overwritten") {
    std::fstream pages(file, std::ios::in | std::ios::out | std::ios::binary);
    pages.seekp(3 * 4096);
    pages << std::string(10 * 4096, '\x5a');
  }
  SECTION("when it was cut short") { std::filesystem::resize_file(file, 4096 * 5 + 100); }
  SECTION("when somebody put a view into it, which could be one without an end") {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, "CREATE VIEW more AS SELECT * FROM thing", nullptr, nullptr, nullptr) ==
          SQLITE_OK);
    sqlite3_close(database);
  }

  Answers answers;
  auto store = open_store(file, answers);
  CHECK(store->lost_ids());
  CHECK(store->load().report_id_ceiling == 0);
  CHECK_FALSE(store->health().failed);
  CHECK(set_aside_files(folder.path()) == 1);
  REQUIRE(answers.reserve(*store, 5000));
  store->close();
  CHECK(reopened(file).report_id_ceiling == 5000);
}

TEST_CASE("after a loss everything may have been sent a moment ago") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  const auto opened = [&] {
    Answers answers;
    auto store = Store::open(file, {answers.post(), 1s, 30s, wall(1'790'000'000)});
    if (!store) FAIL(store.error());
    return (*store)->load();
  };
  CHECK_FALSE(opened().unclean_shutdown);  // nothing to lose
  std::ofstream(file) << std::string(5000, 'x');
  CHECK(opened().unclean_shutdown == wall(1'790'000'000));
}

// SQLite's system calls fail as on a disk turned read-only.
namespace {

bool read_only = false;
template <class Call>
Call real_call = nullptr;

using Write = ssize_t (*)(int, const void*, size_t, off_t);
using Open = int (*)(const char*, int, int);

ssize_t failing_write(int fd, const void* bytes, size_t size, off_t at) {
  if (!read_only) return real_call<Write>(fd, bytes, size, at);
  errno = EROFS;
  return -1;
}
int failing_open(const char* path, int flags, int mode) {
  const bool writes = (flags & O_ACCMODE) != O_RDONLY;
  if (!read_only || !writes) return real_call<Open>(path, flags, mode);
  errno = EROFS;
  return -1;
}

class ReadOnlyDisk {
 public:
  ReadOnlyDisk() {
    take("pwrite", &failing_write);
    take("pwrite64", &failing_write);
    take("open", &failing_open);
  }
  ~ReadOnlyDisk() {
    read_only = false;
    vfs_->xSetSystemCall(vfs_, nullptr, nullptr);  // restored
  }

 private:
  template <class Call>
  void take(const char* name, Call call) {
    const auto real = vfs_->xGetSystemCall(vfs_, name);
    if (!real) return;
    real_call<Call> = reinterpret_cast<Call>(real);
    vfs_->xSetSystemCall(vfs_, name, reinterpret_cast<sqlite3_syscall_ptr>(call));
  }
  sqlite3_vfs* vfs_ = sqlite3_vfs_find(nullptr);
};

}  // namespace

TEST_CASE("a disk that turns read-only fails the store; when it can be written again nothing is missing") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  ReadOnlyDisk disk;
  Answers answers;
  auto store = open_store(file, answers, 1h, 1h);
  REQUIRE(answers.reserve(*store, 500));
  read_only = true;
  store->record_sent("meter", {7, wall(7), "n=1"});
  CHECK_FALSE(answers.flush(*store));
  CHECK_FALSE(answers.reserve(*store, 1000));
  CHECK(store->health().failed);
  CHECK_THAT(store->health().why, Contains(file.string()));
  store->record_sent("meter", {8, wall(8)});
  CHECK_FALSE(answers.flush(*store));
  CHECK_FALSE(store->lost_ids());
  read_only = false;
  REQUIRE(answers.flush(*store));
  CHECK_FALSE(store->health().failed);
  store->close();
  const auto state = reopened(file);
  CHECK(state.report_id_ceiling == 1000);
  CHECK(state.things.at("meter").last_report_id == 8);
  CHECK(state.things.at("meter").counters == "n=1");
  CHECK(set_aside_files(folder.path()) == 0);
}

TEST_CASE("damaged files set aside do not fill the disk") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  for (int i = 0; i < 6; ++i) {
    std::ofstream(file) << "garbage " << i << std::string(4096, 'x');
    Answers answers;
    CHECK(open_store(file, answers)->lost_ids());
  }
  CHECK(set_aside_files(folder.path()) == 3);
}

// With 42 as its ceiling. `version`: four bytes.
static std::filesystem::path file_of_version(const char* version, const TemporaryFolder& folder) {
  auto file = folder.path() / "state.db";
  Answers answers;
  REQUIRE(answers.reserve(*open_store(file, answers), 42));
  // user_version is the big-endian word at byte 60
  std::fstream header(file, std::ios::in | std::ios::out | std::ios::binary);
  header.seekp(60);
  header.write(version, 4);
  return file;
}

TEST_CASE("a file of a version that no program writes is damaged, and no later program's") {
  TemporaryFolder folder;
  const auto file = file_of_version("\xFF\xFF\xFF\xFD", folder);
  test::LogCapture log;
  Answers answers;
  const auto store = Store::open(file, {answers.post()});
  REQUIRE(store);
  CHECK((*store)->lost_ids());
  CHECK(set_aside_files(folder.path()) == 1);
  CHECK_THAT(log.text(), Contains("of version -3, which no gatewarden writes"));
}

TEST_CASE("a file written by a later program is left alone and named") {
  TemporaryFolder folder;
  const auto file = file_of_version("\0\0\0\x63", folder);
  const auto before = std::filesystem::file_size(file);
  Answers answers;
  const auto store = Store::open(file, {answers.post()});
  REQUIRE_FALSE(store);
  CHECK_THAT(store.error(), Contains("later gatewarden (version 99"));
  CHECK(std::filesystem::file_size(file) == before);
  CHECK(set_aside_files(folder.path()) == 0);
}

TEST_CASE("what a thing's counters read is stored with its send; a record without readings leaves them") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  const auto counters = [&](const char* thing) { return reopened(file).things.at(thing).counters; };
  {
    Answers answers;
    auto store = open_store(file, answers, 1h);
    store->record_sent("meter", {1, wall(1), "a=1"});
    store->record_sent("meter", {2, wall(2), "a=2"});
    store->record_sent("meter", {2, wall(3)});
    store->record_sent("plain", {1, wall(1)});
    store->close();
  }
  CHECK(counters("meter") == "a=2");
  CHECK(counters("plain").empty());
  for (const char* said : {"", "a=3"}) {
    Answers answers;
    auto store = open_store(file, answers);
    store->record_sent("meter", {3, wall(4), said});
    store->close();
    CHECK(counters("meter") == (said[0] ? "a=3" : "a=2"));
  }
}

TEST_CASE("a device's last sign of life is stored with its send, and kept where a record knows none") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  const auto record = [](std::uint64_t id, WallTime seen, WallTime awaited) {
    return ThingRecord{id, wall(1'790'000'000), {}, seen, awaited};
  };
  {
    Answers answers;
    auto store = open_store(file, answers);
    store->record_sent("seen", record(1, wall(1'789'999'999), {}));
    store->record_sent("seen", record(2, {}, {}));
    store->record_sent("silent", record(1, {}, wall(1'789'000'000)));
    store->flush(nullptr);
    store->close();
  }
  {
    Answers answers;
    auto store = open_store(file, answers);
    store->record_sent("silent", record(3, {}, {}));
    store->close();
  }
  const auto things = reopened(file).things;
  CHECK(things.at("seen").last_report_id == 2);
  CHECK(things.at("seen").seen == wall(1'789'999'999));
  CHECK(things.at("seen").awaited == WallTime{});
  CHECK(things.at("silent").seen == WallTime{});
  CHECK(things.at("silent").awaited == wall(1'789'000'000));
}

TEST_CASE("readings whose commit failed are not lost behind a record without any") {
  StateChanges failed, newer;
  failed.put_sent("meter", {1, wall(1), "a=1"});
  newer.put_sent("meter", {2, wall(2)});
  newer.fill_in(std::move(failed));
  CHECK(newer.sent.at("meter").counters == "a=1");
  CHECK(newer.sent.at("meter").last_report_id == 2);
}

TEST_CASE("a file of the first version is brought up to date with everything it held") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  sqlite3* old = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &old) == SQLITE_OK);
  const char* first_version =
      "CREATE TABLE gateway (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
      "CREATE TABLE thing (name TEXT PRIMARY KEY, last_report_id INTEGER NOT NULL, last_sent_ms INTEGER NOT "
      "NULL) STRICT, WITHOUT ROWID;"
      "CREATE TABLE learned (link TEXT NOT NULL, identity TEXT NOT NULL, thing TEXT NOT NULL, profile TEXT "
      "NOT NULL, PRIMARY KEY (link, identity)) STRICT, WITHOUT ROWID;"
      "INSERT INTO gateway VALUES ('report_id_ceiling', 1790000600);"
      "INSERT INTO thing VALUES ('meter', 1790000001, 1790000002000);"
      "PRAGMA user_version = 1";
  REQUIRE(sqlite3_exec(old, first_version, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(old);
  {
    Answers answers;
    auto store = open_store(file, answers);
    CHECK_FALSE(store->lost_ids());
    const auto state = store->load();
    CHECK(state.report_id_ceiling == 1'790'000'600);
    CHECK(state.things.at("meter").last_report_id == 1'790'000'001);
    CHECK(state.things.at("meter").counters.empty());
    store->record_sent("meter", {1'790'000'003, wall(1'790'000'003), "n=5"});
    store->close();
  }
  CHECK(reopened(file).things.at("meter").counters == "n=5");
}

TEST_CASE("where nothing can be brought up to date, a file of version 0.1 is read as it is") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  std::filesystem::copy_file(tests_folder() / "store" / "state_of_0.1" / "state.db", file);
  std::unique_ptr<Database> opened;
  REQUIRE_FALSE(Database::open_as_it_is(file, opened));
  StoredState state;
  REQUIRE_FALSE(opened->read(state));
  CHECK(state.things.size() == 9);
  CHECK(state.learned.size() == 2);
  CHECK(state.things.at("plant-gw:meter-1").seen == WallTime{});
}

TEST_CASE("things that were silent for as long as the service remembers them are forgotten when it opens") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  const std::int64_t now = 1'790'000'000, day = 86'400;
  {
    Answers answers;
    auto store = open_store(file, answers);
    store->record_sent("silent for long", {1, wall(now - 15 * day)});
    store->record_sent("silent for a while", {1, wall(now - 13 * day)});
    store->record_sent("speaks", {1, wall(now - 60)});
    store->close();
  }
  const auto things_opened_at = [&](std::int64_t seconds) {
    Answers answers;
    auto store = Store::open(file, {answers.post(), 1s, 30s, wall(seconds)});
    if (!store) FAIL(store.error());
    return (*store)->load().things;
  };
  SECTION("as the clock says") {
    const auto kept = things_opened_at(now);
    CHECK(kept.size() == 2);
    CHECK_FALSE(kept.contains("silent for long"));
    CHECK(reopened(file).things.size() == 2);
  }
  SECTION("but not because a clock is years ahead or behind") {
    CHECK(things_opened_at(now + 3000 * day).size() == 2);
    CHECK(things_opened_at(1000).size() == 2);
  }
}

TEST_CASE("a closed store answers with an error instead of never") {
  TemporaryFolder folder;
  Answers answers;
  auto store = open_store(folder.path() / "state.db", answers);
  store->close();
  CHECK_FALSE(answers.flush(*store));
  CHECK_FALSE(answers.reserve(*store, 1));
}
