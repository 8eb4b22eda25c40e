#include "gateway/capacity/shared_places.hpp"

#include <map>
#include <utility>

namespace gatewarden::capacity {
namespace {

constexpr std::size_t kMaxNotes = 5;

struct Sharing {
  const config::Child* first = nullptr;
  const config::Child* second = nullptr;
  std::size_t children = 0;
};

std::string note(const std::string& link, const std::string& place, const Sharing& sharing) {
  std::string names = sharing.first->thing.text() + " and " + sharing.second->thing.text();
  if (sharing.children > 2) {
    names = sharing.first->thing.text() + ", " + sharing.second->thing.text() + " and " +
            std::to_string(sharing.children - 2) + " more";
  }
  return place + " of link " + link + " has " + std::to_string(sharing.children) + " children, " + names +
         ": is it one device under several names?";
}

}  // namespace

std::vector<std::string> shared_places(const config::Fleet& fleet,
                                       std::span<const config::Protocol* const> protocols) {
  std::map<std::pair<std::uint32_t, std::string>, Sharing> places;
  for (const config::Child& child : fleet.children) {
    const config::Protocol* protocol = config::find_protocol(protocols, fleet.links[child.link].protocol);
    if (protocol == nullptr || !protocol->place) continue;
    Sharing& here = places[{child.link, protocol->place(child.address)}];
    if (++here.children == 1) here.first = &child;
    if (here.children == 2) here.second = &child;
  }
  std::vector<std::string> notes;
  std::size_t shared = 0;
  for (const auto& [place, sharing] : places) {
    if (sharing.children < 2 || ++shared > kMaxNotes) continue;
    notes.push_back(note(fleet.links[place.first].name, place.second, sharing));
  }
  if (shared > kMaxNotes) {
    notes.push_back(std::to_string(shared - kMaxNotes) + " more places with several children");
  }
  return notes;
}

}  // namespace gatewarden::capacity
