// Reads the cases below vectors/ (see its README).
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/tests_folder.hpp"

namespace gatewarden::test {

inline std::filesystem::path vectors() { return tests_folder() / "wire" / "vectors"; }

inline std::vector<std::filesystem::path> cases(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(vectors() / folder))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

inline nlohmann::json load(const std::filesystem::path& file) {
  std::ifstream from(file);
  return nlohmann::json::parse(from);
}

inline std::string bytes_of(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

inline std::string payload(const nlohmann::json& vector) {
  if (vector.contains("text")) return vector["text"];
  if (vector.contains("hex")) return bytes_of(vector["hex"]);
  const nlohmann::json& repeat = vector.at("repeat");
  std::string text = repeat["before"];
  const std::string word(repeat["letters"].get<std::size_t>(), repeat["letter"].get<std::string>()[0]);
  for (int i = 0; i < repeat["times"]; ++i) text += (i ? ",\"" : "\"") + word + '"';
  text += repeat["after"];
  REQUIRE(text.size() == vector["bytes"]);
  return text;
}

}  // namespace gatewarden::test
