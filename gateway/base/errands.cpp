#include "gateway/base/errands.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdlib>
#include <deque>
#include <map>
#include <mutex>
#include <system_error>

#include "gateway/base/background_thread.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden {

boost::asio::io_context::id Errands::id;

// Shared with the threads, which may outlive the loop: only `mutex` and `loop` are theirs too.
struct Errands::Desk : std::enable_shared_from_this<Desk> {
  using Ticket = std::uint64_t;
  // Of a share.
  struct Lane {
    std::deque<Ticket> waiting;
    std::size_t under_way = 0;  // begun and not overdue
  };
  struct Errand {
    Share share;
    std::string subject;
    std::function<void()> work;
    std::function<void(bool)> done;  // empty: overdue, it was called
    std::unique_ptr<boost::asio::steady_timer> deadline;
    bool begun = false;
  };

  explicit Desk(boost::asio::io_context& io) : loop(&io) {}

  void run(Errand errand, Duration patience);
  void deny(std::function<void(bool)> done);  // not from inside
  void begin_next(const Share& share);
  void begin(Ticket ticket, Errand& errand);
  void refuse(Ticket ticket, Errand& errand, const std::string& why);
  void overdue(Ticket ticket);
  void back(Ticket ticket);

  std::mutex mutex;
  boost::asio::io_context* loop;  // null: it is gone

  std::map<Ticket, Errand> errands;
  std::map<std::string_view, Lane> lanes;   // by the name of their share
  std::map<std::string, std::size_t> lost;  // overdue, by subject
  Ticket last = 0;
  bool short_of_threads = false;  // and said so
  std::atomic<std::size_t> out = 0;
};

void Errands::Desk::deny(std::function<void(bool)> done) {
  boost::asio::post(*loop, [done = std::move(done)] { done(false); });
}

void Errands::Desk::run(Errand errand, Duration patience) {
  if (lost.count(errand.subject) > 0) return deny(std::move(errand.done));
  const Ticket ticket = ++last;
  errand.deadline = std::make_unique<boost::asio::steady_timer>(*loop, patience);
  errand.deadline->async_wait([this, ticket](const boost::system::error_code& error) {
    if (!error) overdue(ticket);
  });
  const Share share = errand.share;
  errands.emplace(ticket, std::move(errand));
  lanes[share.name].waiting.push_back(ticket);
  begin_next(share);
}

void Errands::Desk::begin_next(const Share& share) {
  Lane& lane = lanes[share.name];
  while (lane.under_way < share.at_once && !lane.waiting.empty()) {
    const Ticket ticket = lane.waiting.front();
    lane.waiting.pop_front();
    const auto found = errands.find(ticket);
    if (found == errands.end()) continue;
    ++lane.under_way;
    begin(ticket, found->second);
  }
}

void Errands::Desk::begin(Ticket ticket, Errand& errand) {
  errand.begun = true;
  ++out;
  try {
    auto thread = background_thread([desk = shared_from_this(), ticket, work = std::move(errand.work)] {
      work();
      --desk->out;
      const std::lock_guard lock(desk->mutex);
      if (desk->loop) boost::asio::post(*desk->loop, [desk, ticket] { desk->back(ticket); });
    });
    thread.detach();
    short_of_threads = false;
  } catch (const std::system_error& error) {
    refuse(ticket, errand, error.what());
  }
}

// The machine has no thread for it. Whoever asked knows only that nothing came back: the reason is told here, and once
// until there is a thread again.
void Errands::Desk::refuse(Ticket ticket, Errand& errand, const std::string& why) {
  if (!std::exchange(short_of_threads, true)) {
    log::error("base", "no_thread",
               {{"for", errand.subject},
                {"why", why},
                {"remedy", "raise the limit of threads (a service's TasksMax, ulimit -u) or of memory"}});
  }
  --out;
  --lanes[errand.share.name].under_way;
  deny(std::move(errand.done));
  errands.erase(ticket);
}

void Errands::Desk::overdue(Ticket ticket) {
  const auto found = errands.find(ticket);
  if (found == errands.end()) return;
  const auto done = std::exchange(found->second.done, nullptr);
  const Share share = found->second.share;
  if (found->second.begun) {
    --lanes[share.name].under_way;
    ++lost[found->second.subject];
  } else {
    errands.erase(found);
  }
  begin_next(share);
  done(false);
}

void Errands::Desk::back(Ticket ticket) {
  const auto found = errands.find(ticket);
  if (found == errands.end()) return;
  const Errand errand = std::move(found->second);
  errands.erase(found);
  if (errand.done) {
    --lanes[errand.share.name].under_way;
    begin_next(errand.share);
    return errand.done(true);
  }
  const auto overdue = lost.find(errand.subject);
  if (--overdue->second == 0) lost.erase(overdue);
}

Errands::Errands(boost::asio::io_context& io)
    : boost::asio::io_context::service(io), desk_(std::make_shared<Desk>(io)) {}

Errands::~Errands() = default;

void Errands::run(const Share& share, std::string subject, Duration patience, std::function<void()> work,
                  std::function<void(bool)> done) {
  desk_->run({share, std::move(subject), std::move(work), std::move(done), nullptr}, patience);
}

std::size_t Errands::out() const { return desk_->out; }

int leave(boost::asio::io_context& io, int code) {
  if (boost::asio::use_service<Errands>(io).out() > 0) std::_Exit(code);
  return code;
}

void Errands::shutdown() {
  {
    const std::lock_guard lock(desk_->mutex);
    desk_->loop = nullptr;
  }
  desk_->lanes.clear();
  desk_->errands.clear();  // what they hold may end others' parts
}

}  // namespace gatewarden
