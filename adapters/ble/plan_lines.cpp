#include "adapters/ble/plan_lines.hpp"

#include <algorithm>
#include <any>
#include <filesystem>
#include <string_view>

#include "adapters/ble/config/scalar_types.hpp"
#include "adapters/ble/formats/formats.hpp"
#include "adapters/ble/gatt/gatt.hpp"
#include "adapters/ble/keys/key_file.hpp"
#include "adapters/ble/settings/link_settings.hpp"
#include "adapters/ble/settings/profile_settings.hpp"
#include "gateway/base/duration_text.hpp"

namespace gatewarden::ble {
namespace {

ProfileSettings settings_of(const config::Profile& profile) {
  const auto* settings = std::any_cast<ProfileSettings>(&profile.settings);
  return settings ? *settings : ProfileSettings{};
}

bool may_encrypt(const ProfileSettings& profile) {
  return profile.formats.empty() || std::ranges::any_of(profile.formats, [](const std::string& name) {
           const Format* format = find_format(name);
           return format && format->sender == Format::Sender::may_encrypt;
         });
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string heard_line(const ProfileSettings& profile, const IdentityKeys& keys) {
  std::string line = "hears " + to_text(keys);
  line += profile.formats.empty() ? ", in any format" : ", as " + listed(profile.formats);
  if (profile.min_interval > Duration::zero())
    line += ", its values every " + gatewarden::to_text(profile.min_interval) + " at most";
  if (profile.rssi_floor) line += ", from " + std::to_string(*profile.rssi_floor) + " dBm on";
  return line;
}

std::string value_line(const MetricSpec& metric, const ValueSource& from) {
  if (from.gatt) {
    const std::string uuid = to_text(*from.gatt);
    return metric.name + ": connects and reads " + uuid + " every " + gatewarden::to_text(from.every) +
           (from.notify ? ", and stays connected for what it notifies" : "");
  }
  const auto* name = std::get_if<ValueName>(&*from.ble);
  const std::string_view unit = name ? unit_of(name->quantity) : std::string_view();
  return metric.name + ": " + to_text(*from.ble) + (unit.empty() ? "" : " in " + std::string(unit));
}

std::string without_key(const Keys& keys, const config::Fleet& fleet,
                        const config::ChildrenOfLink& children) {
  constexpr std::size_t kShown = 5;
  std::size_t count = 0;
  std::string things;
  for (const config::Child* child : children) {
    const auto* its = std::any_cast<IdentityKeys>(&child->address);
    if (!its || !its->address || keys.bindkey(*its->address) ||
        !may_encrypt(settings_of(fleet.profiles[child->profile])))
      continue;
    if (++count <= kShown) things += (things.empty() ? "" : ", ") + child->thing.text();
  }
  if (count == 0) return "";
  if (count > kShown) things += " and " + std::to_string(count - kShown) + " more";
  return "note: if they encrypt, these have no key: " + things;
}

std::string without_irk(const Keys& keys, const config::ChildrenOfLink& children) {
  std::string things;
  for (const config::Child* child : children) {
    const auto* its = std::any_cast<IdentityKeys>(&child->address);
    if (its && !its->irk.empty() && !keys.identity_keys.contains(its->irk))
      things += (things.empty() ? "" : ", ") + child->thing.text() + " (" + its->irk + ")";
  }
  return things.empty() ? "" : "note: the key file has no line for the irk of " + things;
}

}  // namespace

std::vector<std::string> plan_lines(const config::Link& link, const config::Profile& profile,
                                    const config::Child& child) {
  const auto* settings = std::any_cast<LinkSettings>(&link.settings);
  const auto* keys = std::any_cast<IdentityKeys>(&child.address);
  if (!settings || !keys) return {};
  std::vector<std::string> lines{heard_line(settings_of(profile), *keys)};
  if (!keys->irk.empty())
    lines.push_back("needs the line \"" + keys->irk + " irk KEY\" of " + settings->keys);
  if (keys->address && may_encrypt(settings_of(profile))) {
    lines.push_back("needs, where it encrypts, the line \"" + to_text(*keys->address) + " KEY\" of " +
                    (settings->keys.empty() ? "the link's `keys`" : settings->keys));
  }
  bool subscribes = false;
  for (std::size_t i = 0; i < profile.metrics.size() && i < profile.from.size(); ++i) {
    const auto* from = std::any_cast<ValueSource>(&profile.from[i]);
    if (!from) continue;
    lines.push_back(value_line(profile.metrics[i], *from));
    subscribes = subscribes || from->notify;
  }
  if (subscribes) lines.emplace_back(kSubscribingWrites);
  return lines;
}

std::vector<std::string> summary_lines(const config::Fleet& fleet, std::size_t link,
                                       const config::ChildrenOfLink& children) {
  const auto* settings = std::any_cast<LinkSettings>(&fleet.links[link].settings);
  if (!settings) return {};
  std::vector<std::string> lines;
  if (settings->replay.empty()) {
    lines.push_back("listens by " +
                    std::string(settings->by == LinkSettings::By::monitor ? "monitor" : "discovery") +
                    " with " + (settings->adapters.empty() ? "every adapter" : listed(settings->adapters)));
  } else {
    lines.push_back("plays " + settings->replay);
    std::error_code ignored;
    if (!std::filesystem::exists(settings->replay, ignored))
      lines.push_back("note: " + settings->replay + " is not there");
  }
  Keys keys;
  if (!settings->keys.empty()) {
    auto read = read_keys(settings->keys);
    if (!read) lines.push_back("note: " + read.error());
    if (!read) return lines;
    keys = std::move(*read);
  }
  for (std::string note : {without_key(keys, fleet, children), without_irk(keys, children)}) {
    if (!note.empty()) lines.push_back(std::move(note));
  }
  return lines;
}

}  // namespace gatewarden::ble
