#include "gateway/store/store.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/base/background_thread.hpp"
#include "gateway/base/log.hpp"
#include "gateway/store/database.hpp"
#include "gateway/store/set_aside.hpp"

namespace gatewarden {

// Owns the file and the thread. Everything below `mutex_` is shared with the loop and held for moments only;
// the rest belongs to the opening thread until start(), then to the store's own.
class Store::Writer {
 public:
  Writer(std::filesystem::path file, StoreSettings settings)
      : file_(std::move(file)), settings_(std::move(settings)) {}
  ~Writer() { stop(); }

  std::optional<DatabaseTrouble> begin();
  void start();
  void stop();

  template <class Change>
  void change(Change apply) {
    {
      const std::lock_guard lock(mutex_);
      if (pending_.size() >= kMaxPending) {
        ++health_.dropped;
        return;
      }
      apply(pending_);
    }
    wake_.notify_one();
  }
  void reserve(std::uint64_t ceiling, Done done);
  void flush(Done done);
  StoreHealth health() const;
  StoredState take_state() { return std::exchange(state_, {}); }
  bool lost_ids() const {
    const std::lock_guard lock(mutex_);
    return lost_ids_;
  }

 private:
  void run();
  std::optional<DatabaseTrouble> open_database();
  std::optional<DatabaseTrouble> write(StateChanges& changes);
  void note(const std::optional<DatabaseTrouble>& trouble);
  void answer(std::vector<Done> waiting, const std::optional<DatabaseTrouble>& trouble);

  const std::filesystem::path file_;
  const StoreSettings settings_;
  std::unique_ptr<Database> database_;  // nothing: to be opened (again) before the next commit
  bool begun_anew_ = false;             // the file is younger than what we know
  std::uint64_t ceiling_ = 0;           // the highest ever stored or asked for
  StoredState state_;
  std::thread thread_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  StateChanges pending_;
  std::size_t committing_ = 0;  // taken out of pending_, not yet on the disk
  std::vector<Done> waiting_;   // for the next commit
  bool hurry_ = false;
  bool stopping_ = false;
  bool lost_ids_ = false;
  StoreHealth health_;
};

std::optional<DatabaseTrouble> Store::Writer::open_database() {
  auto trouble = Database::open(file_, database_);
  if (!trouble || trouble->kind != DatabaseTrouble::Kind::damaged) return trouble;
  auto aside = set_aside(file_);
  if (!aside) return DatabaseTrouble{DatabaseTrouble::Kind::unavailable, aside.error()};
  log::error("store", "damaged_file_set_aside", {{"why", trouble->text}, {"kept_as", *aside}});
  {
    const std::lock_guard lock(mutex_);
    lost_ids_ = true;
  }
  begun_anew_ = true;
  return Database::open(file_, database_);
}

std::optional<DatabaseTrouble> Store::Writer::begin() {
  auto trouble = open_database();
  if (!trouble && settings_.opened != WallTime{}) {
    // A full disk refuses even this, and can still be read.
    (void)database_->forget_unsent(kThingRetention, settings_.opened);
  }
  if (!trouble) trouble = database_->read(state_);
  ceiling_ = state_.report_id_ceiling;
  lost_ids_ = lost_ids_ || trouble;
  // Whatever the file held of sends is unknown: they may have been a moment ago.
  if (lost_ids_ && settings_.opened != WallTime{}) state_.cut_off = settings_.opened;
  if (!trouble) return trouble;
  database_.reset();
  if (trouble->kind == DatabaseTrouble::Kind::unavailable) note(trouble);
  return trouble;
}

void Store::Writer::start() {
  thread_ = background_thread([this] { run(); });
}

void Store::Writer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  database_.reset();
}

void Store::Writer::run() {
  SteadyTime next{};
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !pending_.empty() || !waiting_.empty(); });
    wake_.wait_until(lock, next, [this] { return stopping_ || hurry_; });
    const bool last = stopping_;
    hurry_ = false;
    auto changes = std::exchange(pending_, {});
    auto waiting = std::exchange(waiting_, {});
    committing_ = changes.size();
    lock.unlock();

    const auto begun = std::chrono::steady_clock::now();
    const auto trouble = write(changes);
    const auto ended = std::chrono::steady_clock::now();
    next = begun + (trouble ? settings_.retry_interval : settings_.commit_interval);
    note(trouble);

    lock.lock();
    if (trouble) pending_.fill_in(std::move(changes));
    committing_ = 0;
    health_.last_commit = ended - begun;
    lock.unlock();
    answer(std::move(waiting), trouble);
    if (last) return;
    lock.lock();
  }
}

std::optional<DatabaseTrouble> Store::Writer::write(StateChanges& changes) {
  if (changes.empty() && database_) return std::nullopt;
  if (changes.ceiling) ceiling_ = std::max(ceiling_, *changes.ceiling);
  for (bool again = false;; again = true) {
    if (!database_) {
      if (auto trouble = open_database()) return trouble;
    }
    if (begun_anew_ && ceiling_ > 0) changes.ceiling = ceiling_;
    auto trouble = database_->commit(changes);
    if (!trouble) {
      begun_anew_ = false;
      return std::nullopt;
    }
    database_.reset();  // a failed file is opened anew: that is where damage is found and healed
    if (again || trouble->kind != DatabaseTrouble::Kind::damaged) return trouble;
  }
}

// Says it once when the store fails and once when it is well again.
void Store::Writer::note(const std::optional<DatabaseTrouble>& trouble) {
  bool turned = false;
  {
    const std::lock_guard lock(mutex_);
    turned = health_.failed != trouble.has_value();
    health_.failed = trouble.has_value();
    health_.why = trouble ? trouble->text : "";
    ++(trouble ? health_.failures : health_.commits);
  }
  if (turned && trouble) {
    log::error(
        "store", "store_failed",
        {{"why", trouble->text}, {"now", "going on in memory: a restart would forget ids and send times"}});
  } else if (turned) {
    log::warning("store", "store_recovered", {{"file", file_.string()}});
  }
}

void Store::Writer::answer(std::vector<Done> waiting, const std::optional<DatabaseTrouble>& trouble) {
  for (auto& done : waiting) {
    if (!done) continue;
    auto result = trouble ? Result<void>(Error{trouble->text}) : Result<void>();
    settings_.post([done = std::move(done), result = std::move(result)] { done(result); });
  }
}

void Store::Writer::reserve(std::uint64_t ceiling, Done done) {
  std::string why;
  Done refused;
  {
    const std::lock_guard lock(mutex_);
    pending_.ceiling = std::max(pending_.ceiling.value_or(0), ceiling);
    if (health_.failed || stopping_) {
      why = health_.failed ? health_.why : file_.string() + ": closed";
      refused = std::move(done);
    } else {
      waiting_.push_back(std::move(done));
    }
  }
  wake_.notify_one();
  if (refused) settings_.post([refused = std::move(refused), why] { refused(Error{why}); });
}

void Store::Writer::flush(Done done) {
  Done refused;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      refused = std::move(done);
    } else {
      hurry_ = true;
      waiting_.push_back(std::move(done));
    }
  }
  wake_.notify_one();
  if (refused) {
    settings_.post([refused = std::move(refused), f = file_.string()] { refused(Error{f + ": closed"}); });
  }
}

StoreHealth Store::Writer::health() const {
  const std::lock_guard lock(mutex_);
  StoreHealth health = health_;
  health.pending = pending_.size() + committing_;
  return health;
}

Store::Store(std::unique_ptr<Writer> writer) : writer_(std::move(writer)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file, StoreSettings settings) {
  auto writer = std::make_unique<Writer>(file, std::move(settings));
  const auto trouble = writer->begin();
  if (trouble && trouble->kind != DatabaseTrouble::Kind::unavailable) return Error{trouble->text};
  writer->start();
  return std::unique_ptr<Store>(new Store(std::move(writer)));
}

StoredState Store::load() { return writer_->take_state(); }
bool Store::lost_ids() const { return writer_->lost_ids(); }
StoreHealth Store::health() const { return writer_->health(); }
void Store::flush(Done done) { writer_->flush(std::move(done)); }
void Store::close() { writer_->stop(); }
void Store::reserve_report_ids(std::uint64_t ceiling, Done done) {
  writer_->reserve(ceiling, std::move(done));
}

void Store::record_sent(const std::string& thing, ThingRecord record) {
  writer_->change([&](StateChanges& pending) { pending.put_sent(thing, std::move(record)); });
}
void Store::record_alive(WallTime now) {
  writer_->change([&](StateChanges& pending) { pending.alive = now; });
}
void Store::record_learned(const LearnedChild& child) {
  writer_->change([&](StateChanges& pending) { pending.learned[{child.link, child.identity}] = child; });
}
void Store::record_device_memory(const std::string& thing, std::string text) {
  writer_->change([&](StateChanges& pending) { pending.device_memory[thing] = std::move(text); });
}
void Store::forget_learned(const std::string& link, const std::string& identity) {
  writer_->change([&](StateChanges& pending) { pending.learned[{link, identity}] = std::nullopt; });
}

}  // namespace gatewarden
