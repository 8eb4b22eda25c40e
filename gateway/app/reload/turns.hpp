// Long work of the loop in turns, between which it has its other work.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <utility>

namespace gatewarden::app {

class Turns {
 public:
  // It outlives this object, which outlives its run.
  explicit Turns(boost::asio::io_context& io) : io_(io) {}

  // One work at a time. `turn` does a piece, one in a turn of the loop and never from inside the call, until it
  // returns true: then comes `done`.
  void run(std::function<bool()> turn, std::function<void()> done) {
    turn_ = std::move(turn);
    done_ = std::move(done);
    go_on();
  }
  bool under_way() const { return static_cast<bool>(turn_); }
  // No further turn; `done` is not called. For good.
  void stop() { turn_ = nullptr, done_ = nullptr; }

 private:
  void go_on() {
    boost::asio::post(io_, [this, turn = turn_] {
      if (!turn_) return;
      if (!turn()) return go_on();
      turn_ = nullptr;
      if (const auto done = std::exchange(done_, nullptr)) done();
    });
  }

  boost::asio::io_context& io_;
  std::function<bool()> turn_;
  std::function<void()> done_;
};

}  // namespace gatewarden::app
