// The Unix socket on which `gatewarden status` asks the running gateway. Mode 0600, in the state directory
// (0700): only those who may read the state may ask.
//
// A request is a JSON object on a line, the answer one document on a line (documents.hpp):
//   {"ask":"status"}    {"ask":"child","thing":"plant7-gw:meter-4"}    {"ask":"forget","thing":"plant7-gw:meter-4"}
//   {"ask":"reload"}    {"ask":"reload","all":true}
// Forget and reload are orders: only for the gateway's own user and root, as the kernel names them (SO_PEERCRED).
// Runs on the loop's thread; long answers are made and written in pieces. A client that does not read, is silent
// or says too much is closed, or gives way to the next: none can hold the loop, grow its memory or keep others out.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/status/serve/control_answer.hpp"
#include "gateway/status/snapshot.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::status {

class ControlSocket {
 public:
  static constexpr std::size_t kMaxClients = 16;

  // Replaces a dead gateway's socket file; a living one's is an error. All but the path outlive it.
  static Result<std::unique_ptr<ControlSocket>> open(boost::asio::io_context& io, Clock& clock,
                                                     const std::filesystem::path& state_directory,
                                                     const StatusSource& source, Orders orders);
  ~ControlSocket();  // closes every client and removes the file

 private:
  class Server;
  explicit ControlSocket(std::shared_ptr<Server> server);
  std::shared_ptr<Server> server_;  // shared with pending operations, which find it closed
};

}  // namespace gatewarden::status
