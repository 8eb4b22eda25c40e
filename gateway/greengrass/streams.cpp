#include "gateway/greengrass/streams.hpp"

#include <algorithm>

namespace gatewarden::greengrass {

void Streams::open(Frame request, Stream stream) {
  request.stream = ++last_;
  send_(request);
  open_[last_] = std::move(stream);
}

Stream* Streams::find(std::int32_t id) {
  const auto found = open_.find(id);
  return found == open_.end() ? nullptr : &found->second;
}

void Streams::close(std::int32_t id, bool ended) {
  if (!ended) send_({.flags = kTerminateStream, .stream = id});
  open_.erase(id);
}

void Streams::unsubscribe(const std::vector<std::string>& filters) {
  for (auto each = open_.begin(); each != open_.end();) {
    const auto& [id, stream] = *each++;
    const bool named =
        stream.granted && std::find(filters.begin(), filters.end(), stream.filter) != filters.end();
    if (named) close(id, false);
  }
}

}  // namespace gatewarden::greengrass
