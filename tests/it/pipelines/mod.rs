//! Pipelines as their users run them: the GitHub Action, the examples for every CI system and the
//! packaging, with the real binary against the sandbox and a substitute for GitHub's API.

mod account;
mod action;
mod approval;
mod artifacts;
mod atlantis;
mod binstall;
mod commands;
mod container;
mod drift;
mod expression;
mod fleet;
mod forks;
mod github;
mod gitlab;
mod install;
mod kubernetes;
mod lint;
mod manifests;
mod matrix;
mod origins;
mod packaging;
mod runner;
mod shell;
mod tools;
