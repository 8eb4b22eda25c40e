// The only place in tests that starts and signals processes. It signals only a child that was started and is
// not yet reaped: for kill(2), pid -1 is every process of the machine, and 0 the caller's group. The
// destructor ends and reaps the child, which also ends when the test is killed.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatewarden::test {

class ChildProcess {
 public:
  using Body = std::function<int()>;  // returns the exit status
  using Limit = std::chrono::steady_clock::duration;
  static constexpr Limit kPatience = std::chrono::seconds(20);
  static constexpr int kStillRunning = -1;

  struct Setup {
    std::string output{};  // file to which standard output and error are appended; empty: discarded
    bool pipes = false;    // standard input and output are pipes: say(), read_line(), output()
    std::map<std::string, std::string> environment{};  // added to the test's own
  };

  // The first word is the program, from PATH or /usr/sbin. It inherits no other descriptor. Throws
  // std::runtime_error if it cannot be started.
  static ChildProcess program(std::vector<std::string> words, Setup setup);
  static ChildProcess program(std::vector<std::string> words) { return program(std::move(words), Setup{}); }
  // Runs the body in a copy of this process, without destructors. If it throws: status 1, and
  // the error on standard error.
  static ChildProcess function(const Body& body);
  // With a new pseudo-terminal as its standard streams; terminal() is the operator's side.
  static ChildProcess on_terminal(unsigned short rows, unsigned short columns, const Body& body);

  ChildProcess() = default;  // none
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  pid_t pid() const { return pid_; }
  int output() const { return output_; }
  int terminal() const { return terminal_; }

  bool running();  // reaps a child that has ended
  // The exit status; 128 plus the signal that ended it; kStillRunning after the limit.
  int wait(Limit limit = kPatience);
  // Throws std::logic_error if there is no child.
  void signal(int number) const;
  // Signals a running child and waits; kills it after kPatience.
  int end(int number = SIGKILL);

  void say(std::string_view text) const;                 // to its standard input
  void close_input();                                    // it reads the end
  std::string read_line(Limit limit = kPatience) const;  // without its end; after the limit, what came

 private:
  void forget() noexcept;

  pid_t pid_ = -1;
  int status_ = kStillRunning;  // of a child that was reaped
  int input_ = -1, output_ = -1, terminal_ = -1;
};

}  // namespace gatewarden::test
