// Records what follows when devices are learned and forgotten.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gateway/app/children/learning_sink.hpp"

namespace gatewarden::app {

struct RecordingLearning final : LearningSink {
  void learned(const LearnedChild& child) override { things.push_back(child.thing); }
  void leaving(const std::string& link, DeviceId device) override { released.emplace_back(link, device); }
  void forgotten(const ForgottenChild& child) override { gone.push_back(child); }
  void dropped(const ForgottenChild& child) override { unkept.push_back(child.thing); }
  void unlearned(const LearnedChild& child) override { only_listed.push_back(child.thing); }

  std::vector<std::string> things;  // learned
  std::vector<std::pair<std::string, DeviceId>> released;
  std::vector<ForgottenChild> gone;
  std::vector<std::string> unkept, only_listed;
};

}  // namespace gatewarden::app
