#include "gateway/greengrass/streams.hpp"

#include <algorithm>
#include <set>

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

void Streams::replace_others(mqtt::Ticket ticket) {
  std::set<std::string> fresh;
  for (const auto& [id, stream] : open_) {
    if (stream.granted && stream.ticket == ticket) fresh.insert(stream.filter);
  }
  for (auto each = open_.begin(); each != open_.end();) {
    const auto& [id, stream] = *each++;
    if (stream.granted && stream.ticket != ticket && fresh.contains(stream.filter)) close(id, false);
  }
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
