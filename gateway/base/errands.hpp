// Work that may take long or never end, kept off the loop: reading files of a file system that does not answer, asking a
// directory of users, looking up names. An errand has a thread for itself and a deadline. What does not come back in time
// costs its own errand and nothing else: its thread is left alone, and what it brings later is thrown away.
//
//     run_errand<Result<std::string>>(io, file, kPatience, [file] { return read_regular_file(file, kMost); },
//                                     [weak](std::optional<Result<std::string>> read) { ... });
//
// `work` runs on the thread: it owns what it uses, for as long as it likes. `done` runs on the loop, never from inside
// the call: with what `work` returned, or with nothing if the deadline came first or there was no thread for it (a
// service's TasksMax, memory). While an errand for `subject` is overdue, others for it are not begun: `done` comes soon,
// with nothing. So at most as many threads are lost as there are subjects, times those begun side by side.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/clock.hpp"

namespace gatewarden {

// Of this loop; goes with it, and waits for none of its threads.
class Errands final : public boost::asio::io_context::service {
 public:
  static boost::asio::io_context::id id;
  // Errands of one kind, which wait for each other only: of a share so many are under way at once and not overdue. Others
  // wait, and their deadline does not.
  struct Share {
    std::string_view name;  // lasts
    std::size_t at_once;
  };
  static constexpr Share kFiles{"files", 32};

  explicit Errands(boost::asio::io_context& io);
  ~Errands() override;

  // `done`: whether `work` has ended.
  void run(const Share& share, std::string subject, Duration patience, std::function<void()> work,
           std::function<void(bool)> done);
  // Threads that have not ended.
  std::size_t out() const;

 private:
  struct Desk;
  void shutdown() override;

  std::shared_ptr<Desk> desk_;
};

template <class T>
void run_errand(boost::asio::io_context& io, const Errands::Share& share, const std::string& subject,
                Duration patience, std::function<T()> work, std::function<void(std::optional<T>)> done) {
  const auto brought = std::make_shared<std::optional<T>>();
  boost::asio::use_service<Errands>(io).run(
      share, subject, patience, [brought, work = std::move(work)] { brought->emplace(work()); },
      [brought, done = std::move(done)](bool ended) {
        done(ended ? std::move(*brought) : std::optional<T>());
      });
}

// Among the files.
template <class T>
void run_errand(boost::asio::io_context& io, const std::string& subject, Duration patience,
                std::function<T()> work, std::function<void(std::optional<T>)> done) {
  run_errand<T>(io, Errands::kFiles, subject, patience, std::move(work), std::move(done));
}

// The last call of a command whose loop this was, when all it had to say is written: the exit code for main to return.
// With threads that are out the process ends here: one may wake up while the process's own objects are taken down.
int leave(boost::asio::io_context& io, int code);

}  // namespace gatewarden
