// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/log.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/net/address.hpp>
#include <awaitgram/net/stream.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>
#include <awaitgram/transport/transport.hpp>
#include <awaitgram/version.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace awaitgram {

/// What the program is to Telegram, and how it reaches Telegram.
struct client_config {
    /// From https://my.telegram.org.
    std::int32_t api_id = 0;
    /// From https://my.telegram.org; never printed.
    std::string api_hash{};

    std::string device_model = "Desktop";
    std::string system_version = "Linux";
    std::string app_version = AWAITGRAM_VERSION;
    std::string system_lang_code = "en";
    std::string lang_code = "en";

    /// The server to talk to instead of Telegram's own.
    std::optional<server_address> server{};
    /// The public keys to trust instead of Telegram's own.
    std::vector<crypto::rsa_public_key> server_keys{};
    /// The data centre that a session which has none yet starts with.
    std::int32_t dc = 2;
    transport::kind transport = transport::kind::intermediate;
    transport::obfuscation obfuscation = transport::obfuscation::on;

    /// How long one attempt to connect may take, the key exchange included.
    std::chrono::milliseconds connect_timeout{15'000};
    /// How often the first connection of a run is tried before the run fails; later ones are tried for ever.
    int connect_attempts = 3;
    /// How long requests wait for a lost connection to come back before they fail.
    std::chrono::milliseconds outage_limit{20'000};
    /// Flood waits up to this long are announced in the log and waited for; longer ones are thrown.
    std::chrono::seconds flood_wait_limit{60};
    /// What stands around every call, the innermost first; see rpc/middleware/.
    std::vector<rpc::middleware_factory> middleware{};
    /// Makes the streams to the servers; plain TCP when it isn't set.
    net::stream_factory dial{};
    log_sink log = log_to_stderr();
};

/// The value of an environment variable, for main: an exception that nobody catches ends the program with one line from now on.
///
/// Errors: std::runtime_error whose one sentence names the variable and says what it is for.
[[nodiscard]] std::string environment(const char* name);

/// `app` as the environment describes it: API_ID and API_HASH, and for another server than Telegram's AWAITGRAM_SERVER=host:port
/// and AWAITGRAM_SERVER_KEY=FILE.pem.
///
/// Errors: std::runtime_error, or std::system_error for the key file, whose one sentence says what is missing or wrong.
[[nodiscard]] client_config app_from_environment();

} // namespace awaitgram
