#include "gateway/base/background_thread.hpp"

#include <csignal>
#include <utility>

namespace gatewarden {

std::thread background_thread(std::function<void()> work) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(work));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace gatewarden
