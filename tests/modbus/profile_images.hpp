// The shipped profiles and the images of their devices' registers (profiles/<case>/image.yaml).
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "adapters/modbus/wire/pdu.hpp"
#include "gateway/config/text/read_yaml.hpp"
#include "tests/modbus/settings_rig.hpp"
#include "tests/support/tests_folder.hpp"

namespace gatewarden::modbus {

inline std::filesystem::path profiles_folder() {
  return test::tests_folder().parent_path() / "examples/profiles";
}
inline std::filesystem::path images_folder() { return test::tests_folder() / "modbus/profiles"; }

inline std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  INFO(file.string());
  REQUIRE(in);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline std::vector<std::filesystem::path> sorted(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  return all;
}

// A device's registers; it refuses all others.
struct Image {
  std::string file, profile;
  std::map<std::pair<Table, std::uint32_t>, std::uint16_t> registers;
};

inline Image image_of(const std::filesystem::path& folder) {
  config::Problems problems;
  const auto name = std::make_shared<const std::string>((folder / "image.yaml").string());
  const auto yaml = config::read_yaml(content_of(folder / "image.yaml"), name, no_environment(), problems);
  INFO(config::to_text(problems));
  REQUIRE(yaml);
  Image image{yaml->find("file")->text(), yaml->find("profile")->text(), {}};
  for (const Table table : {Table::holding_registers, Table::input_registers}) {
    const config::ConfigNode* rows = yaml->find("registers")->find(std::string(table_name(table)));
    if (!rows) continue;
    for (const auto& row : rows->entries()) {
      std::uint32_t address = static_cast<std::uint32_t>(std::stoul(row.key, nullptr, 0));
      for (const config::ConfigNode& value : row.value.items()) {
        const auto word = static_cast<std::uint16_t>(std::stoul(value.text(), nullptr, 0));
        REQUIRE(image.registers.emplace(std::pair(table, address++), word).second);
      }
    }
  }
  return image;
}

}  // namespace gatewarden::modbus
