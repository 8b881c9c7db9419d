"""The state of one smoke run in one process: counts optimizer steps and knows the model, the loss and the batch of the present step."""

import math


class Stop(SystemExit):
    """Ends a training that would not end by itself; code 0 because the cut is ours."""

    def __init__(self):
        super().__init__(0)


class Session:
    """Shared by all hooks of a process."""

    def __init__(self, settings, evidence):
        self.settings = settings
        self.evidence = evidence
        self.torch = None
        self.root = None
        self.names = {}
        self.depth = 0
        self.in_backward = 0
        self.seeding = 0
        self.steps_done = 0
        self.primary = None
        self.clip_norm = None
        self.micro_losses = []
        self.batches = []
        self.labels = []
        self.label_tokens = 0
        self.before = {}
        self.frozen = {}
        self.live_loaders = []
        self.training_loaders = set()
        self.finished_loaders = set()
        self.user_lr = None
        self.own_norm = None
        self.zero_gradients = 0
        self.ever_gradient = set()
        self.beyond = 0
        self.cut_loader = False

    @property
    def capped(self):
        """Whether the asked number of optimizer steps was taken."""
        return self.settings.steps is not None and self.steps_done >= self.settings.steps

    def seed_everything(self, torch):
        """Seed python, numpy and torch with the gate's seed, without counting as the team's own seeding."""
        import random

        self.seeding += 1
        try:
            random.seed(self.settings.seed)
            try:
                import numpy

                numpy.random.seed(self.settings.seed % (1 << 32))
            except ImportError:
                pass
            torch.manual_seed(self.settings.seed)
        finally:
            self.seeding -= 1

    def note_loss(self, value):
        """A micro-batch's loss, as it entered backward()."""
        self.micro_losses.append(value)
        if not math.isfinite(value):
            self.evidence.data["nonfinite"].append(
                {"step": self.steps_done + 1, "micro_batch": len(self.micro_losses), "what": "loss"}
            )

    def parameter_name(self, parameter, position):
        """The name of a parameter in the root module, else its place in the optimizer."""
        return self.names.get(id(parameter), f"optimizer.{position}")

    def trainable(self, optimizer):
        """(name, parameter) pairs that the optimizer trains; frozen parameters handed to it are left out."""
        self.names = {id(p): n for n, p in self.root.named_parameters()} if self.root is not None else {}
        pairs = []
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                if parameter.requires_grad:
                    pairs.append((self.parameter_name(parameter, len(pairs)), parameter))
        return pairs
