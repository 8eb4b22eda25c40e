#include "adapters/ble/radio/bluez_answers.hpp"

#include <string_view>

namespace gatewarden::ble {

namespace {

struct Meaning {
  std::string_view end;  // of the error's name
  Outcome outcome;
  std::string_view remedy;
};

constexpr Meaning kMeanings[] = {
    {".InProgress", Outcome::in_progress, ""},
    {".AlreadyExists", Outcome::done, ""},
    {".NotReady", Outcome::not_ready, "the adapter is off, or rfkill blocks it"},
    {".UnknownObject", Outcome::unknown_object, "the adapter is coming up or going"},
    {".UnknownMethod", Outcome::unknown_object, "the adapter is coming up or going"},
    {".UnknownInterface", Outcome::unknown_object, "the adapter is coming up or going"},
    {".NotSupported", Outcome::refused, ""},
    {".InvalidArguments", Outcome::refused, ""},
    {".NotPermitted", Outcome::refused, ""},
    {".NotAuthorized", Outcome::refused, ""},
    {".AccessDenied", Outcome::failed,
     "the policy of the bus forbids it to this user: deploy/RUNNING.md (Bluetooth) has the one it needs"},
    {".NoReply", Outcome::timed_out, "bluetoothd does not answer"},
    {".Timeout", Outcome::timed_out, "bluetoothd does not answer"},
};

const Meaning* meaning_of(const BusError& error) {
  for (const Meaning& meaning : kMeanings) {
    if (std::string_view(error.name).ends_with(meaning.end)) return &meaning;
  }
  return nullptr;
}

}  // namespace

Outcome outcome_of(const BusError* error) {
  if (!error) return Outcome::done;
  const Meaning* meaning = meaning_of(*error);
  return meaning ? meaning->outcome : Outcome::failed;
}

std::string words_of(const BusError& error) {
  std::string words = error.name.substr(error.name.rfind('.') + 1);
  if (!error.words.empty()) words += ": " + error.words.substr(0, 200);
  const Meaning* meaning = meaning_of(error);
  if (meaning && !meaning->remedy.empty()) words += " (" + std::string(meaning->remedy) + ")";
  return words;
}

}  // namespace gatewarden::ble
