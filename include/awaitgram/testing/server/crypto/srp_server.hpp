// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/crypto/error.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/crypto/srp.hpp>

#include <array>
#include <cstdint>
#include <system_error>

namespace awaitgram::crypto {

/// The server's side of one password check, which knows g^x and never the password.
/// Spec: https://core.telegram.org/api/srp
class srp_server {
public:
    /// Draws the server's public value. `with` holds the salts and the group; `verifier` is g^x of the account's password.
    /// Errors: `errc::unsafe_prime`; `errc::unsafe_generator`; `errc::bad_srp_value`; `errc::no_randomness`.
    [[nodiscard]] static result<srp_server>
    start(const srp_parameters& with, byte_view verifier, random_source& random) {
        if (const auto error = check_group(with.p, with.g))
            return failure(error);
        if (check_public(verifier, with.p))
            return failure(make_error_code(errc::bad_srp_value));
        srp_server check{with, verifier};
        std::error_code error = errc::no_randomness;
        for (auto tries = 0; error && tries != 8; ++tries) {
            std::array<std::uint8_t, 256> shown{};
            error = detail::srp_draw(with, random, check.own_, shown);
            if (error)
                break;
            // B = (k·v + g^b) mod p
            const detail::big_number p{with.p};
            detail::number_scratch scratch;
            const auto kv =
                detail::product(detail::srp_multiplier(with), detail::big_number{verifier}, p);
            detail::big_number sum;
            const detail::big_number power{shown};
            detail::require(
                BN_mod_add(sum.get(), kv.get(), power.get(), p.get(), scratch.get()) == 1
            );
            sum.write(check.b_);
            error = check_public(check.b_, with.p);
        }
        if (error)
            return failure(error);
        return check;
    }

    /// `srp_B`, 256 bytes.
    [[nodiscard]] const std::array<std::uint8_t, 256>& b() const noexcept { return b_; }

    /// Whether a client's proof is right; `a` and `m1` are the fields of `inputCheckPasswordSRP`.
    [[nodiscard]] bool check(byte_view a, byte_view m1) const {
        if (a.size() > 256 || check_public(a, p_))
            return false;
        const detail::big_number p{p_};
        const detail::big_number client{a};
        const auto padded_a = detail::srp_pad(client);
        detail::big_number u{sha256({padded_a, b_})};
        // S = (A·v^u)^b
        const auto base =
            detail::product(client, detail::power(detail::big_number{verifier_}, u, p), p);
        detail::big_number own{own_};
        const auto expected = detail::srp_m1(
            {.salt1 = salt1_, .salt2 = salt2_, .g = g_, .p = p_},
            padded_a,
            b_,
            detail::power(base, own, p)
        );
        return equal(expected, m1);
    }

private:
    srp_server(const srp_parameters& with, byte_view verifier)
        : salt1_(with.salt1.begin(), with.salt1.end()),
          salt2_(with.salt2.begin(), with.salt2.end()), p_(with.p.begin(), with.p.end()),
          g_(with.g), verifier_(detail::srp_pad(verifier)) {}

    byte_buffer salt1_;
    byte_buffer salt2_;
    byte_buffer p_;
    std::int32_t g_;
    secret<256> verifier_;
    secret<256> own_;
    std::array<std::uint8_t, 256> b_{};
};

} // namespace awaitgram::crypto
