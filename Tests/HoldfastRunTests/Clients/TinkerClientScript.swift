// SPDX-License-Identifier: Apache-2.0

/// What a program does with the real SDK of the Tinker protocol, of any of its generations. Prints one JSON object.
enum TinkerClientScript {
    /// `sys.argv`: URL of the server, base model (a folder with a tokenizer).
    static let text = #"""
        import json, logging, sys
        import numpy as np
        import tinker
        from tinker import types
        from transformers import AutoTokenizer

        logging.disable(logging.WARNING)
        url, model = sys.argv[1:3]
        done = lambda value: value.result() if hasattr(value, "result") else value
        said = {"version": tinker.__version__}
        tokenizer = AutoTokenizer.from_pretrained(model)
        service = tinker.ServiceClient(base_url=url, user_metadata={"made_by": "test"})
        said["models"] = [m.model_name for m in service.get_server_capabilities().supported_models]
        trainer = done(service.create_lora_training_client(base_model=model, rank=4, seed=7))
        information = trainer.get_info()
        said["lora_rank"], said["tokenizer"] = information.lora_rank, information.model_data.tokenizer_id

        def supervised(text):
            tokens = tokenizer.encode(text)
            return types.Datum(model_input=types.ModelInput.from_ints(tokens[:-1]), loss_fn_inputs={
                "target_tokens": np.array(tokens[1:], dtype=np.int64),
                "weights": np.array([0.0] + [1.0] * (len(tokens) - 2), dtype=np.float32)})

        adam = types.AdamParams(learning_rate=1e-2)
        data = [supervised("i want a cheap hotel in the north of town"), supervised("no thank you, that is all i need today")]
        said["losses"] = []
        for _ in range(6):
            result = trainer.forward_backward(data, "cross_entropy").result()
            said["losses"].append(result.metrics["loss:sum"])
            said["norm"] = trainer.optim_step(adam).result().metrics["grad_norm:mean"]
        forward = trainer.forward(data, "cross_entropy").result()
        again = trainer.forward(data, "cross_entropy").result()
        said["forward"], said["forward_again"] = forward.metrics["loss:sum"], again.metrics["loss:sum"]
        said["summed"] = -sum(
            float(np.dot(np.array(output["logprobs"].data), np.array([0.0] + [1.0] * (len(output["logprobs"].data) - 1))))
            for output in forward.loss_fn_outputs)

        try:
            sampler = done(trainer.save_weights_and_get_sampling_client())
        except TypeError:
            sampler = done(trainer.save_weights_and_get_sampling_client(name="first"))
        prompt = types.ModelInput.from_ints(tokenizer.encode("i want a cheap"))
        length = prompt.length
        plain = types.SamplingParams(max_tokens=8, temperature=1.0, seed=3, stop=[])
        sample = lambda client, parameters, count=1, **more: client.sample(
            prompt=prompt, num_samples=count, sampling_params=parameters, **more).result()
        drawn = sample(sampler, plain, 4, include_prompt_logprobs=True)
        said["counts"] = [len(s.tokens) for s in drawn.sequences]
        said["reasons"] = [str(getattr(s.stop_reason, "value", s.stop_reason)) for s in drawn.sequences]
        said["repeats"] = [s.tokens for s in sample(sampler, plain, 4).sequences] == [s.tokens for s in drawn.sequences]
        said["prompt_logprobs"] = len(drawn.prompt_logprobs) == length and drawn.prompt_logprobs[0] is None
        logprobs = sampler.compute_logprobs(prompt).result()
        said["computed"] = logprobs == drawn.prompt_logprobs
        cold = sample(sampler, types.SamplingParams(max_tokens=8, temperature=0.5, top_k=5, seed=3, stop=[]))

        def rollout(sequence, advantage):
            tokens = list(prompt.to_ints()) + list(sequence.tokens)
            return types.Datum(model_input=types.ModelInput.from_ints(tokens[:-1]), loss_fn_inputs={
                "target_tokens": np.array(tokens[1:], dtype=np.int64),
                "logprobs": np.array([0.0] * (length - 1) + list(sequence.logprobs), dtype=np.float32),
                "advantages": np.array([0.0] * (length - 1) + [advantage] * len(sequence.tokens), dtype=np.float32)})

        # What was sampled, at whatever temperature, is told with the log-probabilities that training computes: every ratio is 1.
        group = [rollout(s, a) for s, a in zip(drawn.sequences + cold.sequences, [1.0, -0.5, 0.25, -0.75, 0.5])]
        said["expected"] = -8 * (1.0 - 0.5 + 0.25 - 0.75 + 0.5)
        said["policy"] = {}
        for loss, configuration in [("importance_sampling", None), ("ppo", {"clip_low_threshold": 0.8, "clip_high_threshold": 1.2}),
                                    ("cispo", {"clip_low_threshold": 0.8, "clip_high_threshold": 1.2}), ("dro", {"beta": 0.1})]:
            result = trainer.forward_backward(group, loss, loss_fn_config=configuration).result()
            said["policy"][loss] = result.metrics["loss:sum"]
        said["prompt_squares"] = sum(l * l for l in logprobs[1:])
        said["weighted"] = -sum(
            a * sum(s.logprobs) for s, a in zip(drawn.sequences + cold.sequences, [1.0, -0.5, 0.25, -0.75, 0.5]))

        state = trainer.save_state("half-way").result().path
        said["state"] = state
        before = [s.tokens for s in drawn.sequences]
        trainer.optim_step(types.AdamParams(learning_rate=0.1)).result()
        said["frozen"] = [s.tokens for s in sample(sampler, plain, 4).sequences] == before
        moved = trainer.forward(data, "cross_entropy").result().metrics["loss:sum"]
        if hasattr(service, "create_training_client_from_state_with_optimizer"):
            other = done(service.create_training_client_from_state_with_optimizer(state))
        else:
            other = trainer
            other.load_state(state).result()
        said["loaded"], said["moved"] = other.forward(data, "cross_entropy").result().metrics["loss:sum"], moved

        path = trainer.save_weights_for_sampler("named").result().path
        said["path"] = path
        named = done(service.create_sampling_client(model_path=path))
        said["from_path"] = len(sample(named, plain).sequences[0].tokens)
        base = done(service.create_sampling_client(base_model=model))
        said["base_differs"] = base.compute_logprobs(prompt).result() != logprobs
        stop = drawn.sequences[0].tokens[2]
        stopped = sample(sampler, types.SamplingParams(max_tokens=8, temperature=1.0, seed=3, stop=[stop])).sequences[0]
        said["stopped"] = list(stopped.tokens) == list(drawn.sequences[0].tokens[:3]) and "stop" in str(
            getattr(stopped.stop_reason, "value", stopped.stop_reason)).lower()

        import torch
        custom = trainer.forward_backward_custom(
            data, lambda data, logprobs: (-sum(l.sum() for l in logprobs), {"mine": 2.0})).result()
        said["custom"] = custom.metrics["mine"]
        try:
            trainer.forward_backward([types.Datum(model_input=types.ModelInput.from_ints([5, 6]), loss_fn_inputs={
                "target_tokens": np.array([6], dtype=np.int64)})], "cross_entropy").result()
        except Exception as error:
            said["refused"] = str(error)
        said["trains_on"] = trainer.forward(data, "cross_entropy").result().metrics["loss:sum"]
        rest = service.create_rest_client()
        said["runs"] = [run.training_run_id for run in rest.list_training_runs().result().training_runs]
        said["checkpoints"] = [c.checkpoint_id for c in rest.list_checkpoints(trainer.get_info().model_id).result().checkpoints]
        print(json.dumps(said))
        """#
}
