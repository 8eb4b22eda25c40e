#include <catch2/catch.hpp>

#include <csignal>
#include <system_error>

#include "gateway/base/background_thread.hpp"
#include "tests/support/no_threads.hpp"

TEST_CASE("no signal reaches a background thread, and who starts it keeps its own") {
  sigset_t before, inside, after;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  gatewarden::background_thread([&] { pthread_sigmask(SIG_SETMASK, nullptr, &inside); }).join();
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGUSR1}) {
    CHECK(sigismember(&inside, signal) == 1);
    CHECK(sigismember(&before, signal) == 0);
    CHECK(sigismember(&after, signal) == 0);
  }
}

TEST_CASE("who cannot start a background thread keeps its signals") {
  sigset_t after;
  {
    const gatewarden::test::NoThreads none;
    CHECK_THROWS_AS(gatewarden::background_thread([] {}), std::system_error);
  }
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGUSR1}) CHECK(sigismember(&after, signal) == 0);
}
