// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/crypto/srp.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/password.hpp>

#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::login {

AWAITGRAM_DECL api::inputCheckPasswordSRP
prove_password(const api::account::password& asked, std::string& password, const stop_flag* stop) {
    const crypto::wiped_at_end scope{password};
    const auto* algorithm =
        asked.current_algo
            ? asked.current_algo
                  ->get_if<api::passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow>()
            : nullptr;
    if (algorithm == nullptr || !asked.srp_B || !asked.srp_id)
        throw std::system_error(make_error_code(errc::unknown_password_algorithm));
    crypto::srp_parameters parameters;
    parameters.salt1 = algorithm->salt1;
    parameters.salt2 = algorithm->salt2;
    parameters.g = algorithm->g;
    parameters.p = algorithm->p;
    parameters.b = *asked.srp_B;
    const auto proof = crypto::prove_password(parameters, password, crypto::system_random(), stop);
    if (!proof)
        throw std::system_error(proof.error(), "cannot check the password");
    api::inputCheckPasswordSRP check;
    check.srp_id = *asked.srp_id;
    check.A = proof->a;
    check.M1 = proof->m1;
    return check;
}

AWAITGRAM_DECL hashed_password
hash_password(const api::account::password& asked, std::string& password, const stop_flag* stop) {
    using known = api::passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow;
    const crypto::wiped_at_end scope{password};
    const auto* offered = asked.new_algo.get_if<known>();
    if (offered == nullptr)
        throw std::system_error(make_error_code(errc::unknown_password_algorithm));
    crypto::srp_parameters parameters;
    parameters.salt1 = offered->salt1;
    parameters.salt2 = offered->salt2;
    parameters.g = offered->g;
    parameters.p = offered->p;
    auto verifier =
        crypto::new_password_verifier(parameters, password, crypto::system_random(), stop);
    if (!verifier)
        throw std::system_error(verifier.error(), "cannot set the password");
    known algorithm = *offered;
    algorithm.salt1 = verifier->salt1;
    hashed_password hashed;
    hashed.algorithm = std::move(algorithm);
    hashed.hash = verifier->hash;
    crypto::wipe(verifier->hash);
    return hashed;
}

} // namespace awaitgram::login
