// Answers HTTP requests, without sockets.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/status/pieces.hpp"
#include "gateway/status/serve/served_names.hpp"
#include "gateway/status/serve/shared_snapshot.hpp"

namespace gatewarden::status {

struct HttpRequest {
  std::string_view method, target;
  std::vector<std::string_view> hosts{};  // fields of that name
  bool old = false;                       // HTTP/1.0, where it may be missing
  std::string_view arrived_at{};          // the address of our end
  bool only_health = false;               // no other seat was free
};

struct HttpAnswer {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string allow;  // for 405: the allowed methods
  std::string body;
  Pieces more;                                // after the body; may be empty
  std::weak_ptr<const GatewaySnapshot> of{};  // what `more` is read from
};

class HttpAnswerer {
 public:
  HttpAnswerer(const StatusSource& source, const Clock& clock, bool per_child, ServedNames names)
      : source_(source), shared_(source, clock), per_child_(per_child), names_(std::move(names)) {}

  void change(bool per_child, ServedNames names) {
    per_child_ = per_child;
    names_ = std::move(names);
  }
  SharedSnapshot& shared() { return shared_; }
  HttpAnswer answer(const HttpRequest& request);

 private:
  HttpAnswer metrics();

  const StatusSource& source_;
  SharedSnapshot shared_;
  bool per_child_;
  ServedNames names_;
};

}  // namespace gatewarden::status
