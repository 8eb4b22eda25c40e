#include "gateway/terminal/printer.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>

#include "gateway/base/background_thread.hpp"

namespace gatewarden {
namespace {

// Bytes that were taken; 0: nobody reads any more. Others may have made the descriptor one that does not wait.
std::size_t write_some(int descriptor, std::string_view text) {
  while (true) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) return static_cast<std::size_t>(written);
    if (errno != EAGAIN && errno != EINTR) return 0;
    pollfd room{descriptor, POLLOUT, 0};
    ::poll(&room, 1, -1);
  }
}

}  // namespace

// All below `mutex_`, which is not held while a reader is waited for.
class Printer::Desk {
 public:
  explicit Desk(int descriptor) : descriptor_(descriptor) {}

  void print(std::string_view text);
  bool idle() const;
  bool gone() const;
  bool wait(std::optional<Duration> patience);
  bool end();
  void run();

 private:
  const int descriptor_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;          // with what is taken of it
  std::size_t taken_ = 0;     // of `text_`
  std::uint64_t pieces_ = 0;  // that were taken ever
  bool gone_ = false, ending_ = false;
};

void Printer::Desk::print(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (gone_) return;
  text_ += text;
  changed_.notify_all();
}

bool Printer::Desk::idle() const {
  const std::lock_guard lock(mutex_);
  return text_.empty() && !gone_;
}

bool Printer::Desk::gone() const {
  const std::lock_guard lock(mutex_);
  return gone_;
}

bool Printer::Desk::wait(std::optional<Duration> patience) {
  std::unique_lock lock(mutex_);
  while (!text_.empty()) {
    const auto moved = [this, before = pieces_] { return pieces_ > before; };
    if (!patience) {
      changed_.wait(lock, moved);
    } else if (!changed_.wait_for(lock, *patience, moved)) {
      return false;
    }
  }
  return !gone_;
}

// Whether the thread has ended, or is about to. Else it ends behind the piece that it is at.
bool Printer::Desk::end() {
  const std::lock_guard lock(mutex_);
  const bool at_work = !text_.empty();
  ending_ = true;
  changed_.notify_all();
  return !at_work;
}

void Printer::Desk::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !text_.empty(); });
    if (ending_) return;
    const std::string piece = text_.substr(taken_, PIPE_BUF);
    lock.unlock();
    const std::size_t written = write_some(descriptor_, piece);
    lock.lock();
    ++pieces_;
    taken_ += written;
    gone_ = written == 0;
    if (gone_ || taken_ == text_.size()) {
      text_.clear();
      taken_ = 0;
    }
    changed_.notify_all();
  }
}

Printer::Printer(int descriptor) : desk_(std::make_shared<Desk>(descriptor)) {
  thread_ = background_thread([desk = desk_] { desk->run(); });
}

Printer::~Printer() {
  wait(kPatience);
  if (desk_->end()) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void Printer::print(std::string_view text) { desk_->print(text); }
bool Printer::idle() const { return desk_->idle(); }
bool Printer::gone() const { return desk_->gone(); }
bool Printer::wait(std::optional<Duration> patience) const { return desk_->wait(patience); }

}  // namespace gatewarden
